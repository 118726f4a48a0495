import { and, count, eq, isNull } from 'drizzle-orm'
import { z } from 'zod'
import { siteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { dayIn } from '#kernel/days.ts'
import { forbidden, invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { sendMails } from '#platform/mail/send-mails.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { letterConsents, letterDeliveries, letters, segmentMembers, segments } from '../tables.ts'
import { letterMail } from './letter-mail.ts'

export const letterInput = z.object({
  /** The form's own number: sent again, nothing is sent again. */
  id: z.uuid(),
  segmentId: z.uuid(),
  subject: z
    .string()
    .trim()
    .min(1)
    .max(120)
    .regex(/^[^\r\n]*$/),
  body: z.string().trim().min(1).max(20_000),
})
export type LetterInput = z.input<typeof letterInput>

const BATCH = 1_000

/**
 * Writes to those of a segment who agreed to letters and got none today; returns to how many.
 * Throws `letter.invalid`, `segment.not_found`. Owner only.
 */
export async function sendLetter(ctx: Ctx, input: LetterInput): Promise<number> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const parsed = letterInput.safeParse(input)
  if (!parsed.success) throw invalid('letter.invalid')
  const { id, segmentId, subject, body } = parsed.data
  return inTransaction(ctx, async (tx) => {
    const [segment] = await tx.db.select().from(segments).where(eq(segments.id, segmentId))
    const [known] = await tx.db.select().from(letters).where(eq(letters.id, id))
    if (known) return known.recipients
    if (!segment) throw notFound('segment.not_found')
    const row = { id, segmentKey: segment.key, subject, body, recipients: 0, sentAt: tx.now }
    const [isFirst] = await tx.db.insert(letters).values(row).onConflictDoNothing().returning()
    // The same form, posted twice at once: the other one has sent it.
    if (!isFirst) return 0
    const chosen = await chooseReaders(tx, { id, segmentId })
    await tx.db.update(letters).set({ recipients: chosen.length }).where(eq(letters.id, id))
    const { siteName } = await getSettings(tx)
    const around = { siteName, publicUrl: siteAddress(), subject, body }
    await sendMails(
      tx,
      chosen.map((person) => letterMail({ ...around, ...person })),
    )
    await audit(tx, 'letter.sent', id, { segment: segment.key, recipients: chosen.length })
    await record(tx, { name: 'letter.sent', letterId: id, recipients: chosen.length })
    return chosen.length
  })
}

export type LetterReach = { members: number; agreed: number }

/** How many of a segment there are and would get a letter. Owner only. */
export async function letterReach(ctx: Ctx, segmentId: string): Promise<LetterReach> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  if (!isId(segmentId)) throw notFound('segment.not_found')
  const [row] = await ctx.db
    .select({ members: count(), agreed: count(letterConsents.personId) })
    .from(segmentMembers)
    .innerJoin(people, and(eq(people.id, segmentMembers.personId), isNull(people.suspendedAt)))
    .leftJoin(letterConsents, eq(letterConsents.personId, segmentMembers.personId))
    .where(eq(segmentMembers.segmentId, segmentId))
  return row ?? { members: 0, agreed: 0 }
}

/** Takes this day's place of everybody who agreed; of two letters at once one gets it. */
async function chooseReaders(tx: Ctx, { id, segmentId }: { id: string; segmentId: string }) {
  const agreed = await tx.db
    .select({ personId: people.id, to: people.email })
    .from(segmentMembers)
    .innerJoin(letterConsents, eq(letterConsents.personId, segmentMembers.personId))
    .innerJoin(people, and(eq(people.id, segmentMembers.personId), isNull(people.suspendedAt)))
    .where(eq(segmentMembers.segmentId, segmentId))
    .orderBy(people.id)
  const day = dayIn('Asia/Shanghai', tx.now)
  const taken = new Set<string>()
  for (let from = 0; from < agreed.length; from += BATCH) {
    const rows = agreed.slice(from, from + BATCH).map(({ personId }) => {
      return { personId, day, letterId: id }
    })
    const free = await tx.db
      .insert(letterDeliveries)
      .values(rows)
      .onConflictDoNothing()
      .returning({ personId: letterDeliveries.personId })
    for (const { personId } of free) taken.add(personId)
  }
  return agreed.filter(({ personId }) => taken.has(personId))
}
