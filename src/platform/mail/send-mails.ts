import { invalid } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '../ctx.ts'
import { mails } from '../tables.ts'
import type { Mail } from './send-mail.ts'

const BATCH = 1_000

/** Puts mails into the outbox in the caller's transaction. Throws `mail.bad_header`. */
export async function sendMails(ctx: Ctx, all: readonly Mail[]): Promise<void> {
  const rows = all.map(({ to, subject, body, unsubscribeUrl }) => {
    if (/[\r\n]/.test(to + subject)) throw invalid('mail.bad_header')
    return {
      ...{ id: newId(ctx.now), recipient: to, subject, body, createdAt: ctx.now },
      unsubscribeUrl: unsubscribeUrl ?? null,
    }
  })
  for (let from = 0; from < rows.length; from += BATCH) {
    await ctx.db.insert(mails).values(rows.slice(from, from + BATCH))
  }
}
