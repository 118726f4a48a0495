import type { SQL } from 'drizzle-orm'

/** A query whose every row is a place where the books are wrong, and in words how. */
export type Check = { name: string; query: SQL }
