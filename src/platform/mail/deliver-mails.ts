import { and, asc, eq, isNull, lt, sql } from 'drizzle-orm'
import { createTransport, type Transporter } from 'nodemailer'
import type { Ctx } from '../ctx.ts'
import { mails } from '../tables.ts'

export type MailSettings = { smtpUrl: string; from: string }

const BATCH = 20
/** After this many failures a mail is left for a person to look at. */
const MAX_ATTEMPTS = 6

const transports = new Map<string, Transporter>()

/**
 * Sends what waits in the outbox, each mail by one process at a time. A crash between SMTP and
 * commit sends that one again: mail is at least once.
 */
export async function deliverMails(ctx: Ctx, settings: MailSettings): Promise<number> {
  return ctx.db.transaction(async (db) => {
    const waiting = await db
      .select()
      .from(mails)
      .where(and(isNull(mails.sentAt), lt(mails.attempts, MAX_ATTEMPTS)))
      .orderBy(asc(mails.createdAt))
      .limit(BATCH)
      .for('update', { skipLocked: true })
    for (const mail of waiting) {
      const sent = await send(ctx, settings, mail)
      await db
        .update(mails)
        .set({ attempts: sql`${mails.attempts} + 1`, ...(sent ? { sentAt: ctx.now } : {}) })
        .where(eq(mails.id, mail.id))
    }
    return waiting.length
  })
}

async function send(
  ctx: Ctx,
  { smtpUrl, from }: MailSettings,
  mail: typeof mails.$inferSelect,
): Promise<boolean> {
  const transport = transports.get(smtpUrl) ?? createTransport(smtpUrl)
  transports.set(smtpUrl, transport)
  try {
    const { recipient: to, subject, body: text, unsubscribeUrl } = mail
    const headers = unsubscribeUrl ? oneClick(unsubscribeUrl) : {}
    await transport.sendMail({ from, to, subject, text, headers })
    return true
  } catch (error) {
    ctx.log.warn({ mailId: mail.id, error: String(error) }, 'mail not sent')
    return false
  }
}

/** The button beside the sender's name in the reader's program (RFC 8058). */
function oneClick(url: string): Record<string, string> {
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}
