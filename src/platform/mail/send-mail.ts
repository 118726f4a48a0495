import { invalid } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '../ctx.ts'
import { mails } from '../tables.ts'

export type Mail = { to: string; subject: string; body: string }

/** Puts a mail into the outbox in the caller's transaction; the worker delivers it. */
export async function sendMail(ctx: Ctx, { to, subject, body }: Mail): Promise<void> {
  if (/[\r\n]/.test(to + subject)) throw invalid('mail.bad_header')
  await ctx.db
    .insert(mails)
    .values({ id: newId(ctx.now), recipient: to, subject, body, createdAt: ctx.now })
}
