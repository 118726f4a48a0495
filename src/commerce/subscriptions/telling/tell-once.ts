import { eq } from 'drizzle-orm'
import { siteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import { items } from '#catalog/tables.ts'
import { dayIn } from '#kernel/days.ts'
import { formatDecimal, type Money } from '#kernel/money.ts'
import type { Ctx } from '#platform/ctx.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { SETTLEMENT_ZONE } from '../../settlement/settlement-day.ts'
import { renewalNotices } from '../../tables.ts'
import { renewalMail, type Telling } from './renewal-mail.ts'

type Notice = {
  /** The period or term that it is about; with `mark` it is told once. */
  subject: string
  what: Telling
  mark?: string | number
  personId: string
  itemId: string
  at: Date
  amount?: Money
}

/** Writes the mail in the caller's transaction, unless this was told before. */
export async function tellOnce(
  tx: Ctx,
  { subject, what, mark, personId, itemId, at, amount }: Notice,
): Promise<void> {
  const kind = mark === undefined ? what : `${what}:${mark}`
  const [fresh] = await tx.db
    .insert(renewalNotices)
    .values({ subject, kind, at: tx.now })
    .onConflictDoNothing()
    .returning()
  if (!fresh) return
  const [[person], [item], { siteName }] = await Promise.all([
    tx.db.select({ email: people.email }).from(people).where(eq(people.id, personId)),
    tx.db.select({ title: items.title }).from(items).where(eq(items.id, itemId)),
    getSettings(tx),
  ])
  if (!person || !item) return
  const about = {
    to: person.email,
    siteName,
    publicUrl: siteAddress(),
    title: item.title,
    amount: amount ? `${formatDecimal(amount)} ${amount.currency}` : '',
    day: dayIn(SETTLEMENT_ZONE, at),
  }
  await sendMail(tx, renewalMail(what, about))
}
