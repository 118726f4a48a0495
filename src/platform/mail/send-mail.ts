import type { Ctx } from '../ctx.ts'
import { sendMails } from './send-mails.ts'

export type Mail = {
  to: string
  subject: string
  body: string
  /** Of a mail to many: an address that ends such mails when something is posted to it. */
  unsubscribeUrl?: string
}

/** Puts a mail into the outbox in the caller's transaction; the worker delivers it. */
export async function sendMail(ctx: Ctx, mail: Mail): Promise<void> {
  await sendMails(ctx, [mail])
}
