import { bigint, timestamp } from 'drizzle-orm/pg-core'

/** A moment: every table keeps them with their zone. */
export const at = (name: string) => timestamp(name, { withTimezone: true })

/** An amount in the currency's minor unit. */
export const minor = (name: string) => bigint(name, { mode: 'bigint' })
