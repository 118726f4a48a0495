import { and, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import { siteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import * as catalog from '#catalog'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { sendMail } from '#platform/mail/send-mail.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { recommendItems } from '../serving/recommend-items.ts'
import { getRecommendationSettings } from '../settings.ts'
import { loadServed } from '../store/load-served.ts'
import { recommendationChoices as choices, exposures } from '../tables.ts'
import { digestMail } from './digest-mail.ts'

const DAY_MS = 86_400_000
/** From one such mail to the next. */
const EVERY_MS = 7 * DAY_MS
/** Where nothing was fit to send it is looked for again after this. */
const AGAIN_MS = DAY_MS
/** What was in a mail is not in another one for so long. */
const FRESH_FOR_MS = 60 * DAY_MS
const COUNT = 5
/** So many people a turn of the worker. */
const BATCH = 50

/**
 * Writes the weekly e-mail to those who asked for it and for whom there is something: what they do
 * not hold and were not sent lately. Each person is one transaction under a lock that other workers
 * pass by, so that it is sent once, and a crash loses nothing. Returns how many. Jobs only.
 */
export async function sendDueDigests(ctx: Ctx): Promise<number> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const { personalisation } = await getRecommendationSettings(ctx)
  if (personalisation === 'off' || !(await isAnyoneWilling(ctx))) return 0
  if (!(await loadServed(ctx))) return 0
  let sent = 0
  for (let times = 0; times < BATCH; times++) {
    const did = await inTransaction(ctx, (tx) => sendNext(tx, personalisation === 'notice'))
    if (did === 'none') break
    if (did === 'sent') sent++
  }
  return sent
}

/** Asked first: a process that has nobody to write to need not hold a model. */
async function isAnyoneWilling(ctx: Ctx): Promise<boolean> {
  const [row] = await ctx.db
    .select({ personId: choices.personId })
    .from(choices)
    .where(eq(choices.digest, true))
    .limit(1)
  return row !== undefined
}

async function sendNext(tx: Ctx, byDefault: boolean): Promise<'sent' | 'nothing' | 'none'> {
  const ago = (ms: number) => new Date(tx.now.getTime() - ms)
  const [next] = await tx.db
    .select({ personId: choices.personId, to: people.email })
    .from(choices)
    .innerJoin(people, eq(people.id, choices.personId))
    .where(
      and(
        eq(choices.digest, true),
        sql`coalesce(${choices.personalised}, ${byDefault})`,
        isNull(people.suspendedAt),
        or(isNull(choices.digestSentAt), lte(choices.digestSentAt, ago(EVERY_MS))),
        or(isNull(choices.digestTriedAt), lte(choices.digestTriedAt, ago(AGAIN_MS))),
      ),
    )
    .orderBy(choices.personId)
    .limit(1)
    .for('update', { of: choices, skipLocked: true })
  if (!next) return 'none'
  const { personId, to } = next
  const reader: Ctx = { ...tx, actor: { kind: 'person', personId, roles: ['learner'] } }
  const taste = { reads: [], dismissed: await sentLately(tx, personId, ago(FRESH_FOR_MS)) }
  const { suggestions } = await recommendItems(reader, { count: COUNT, place: 'digest', taste })
  const isSent = suggestions.length > 0
  await tx.db
    .update(choices)
    .set({ digestTriedAt: tx.now, ...(isSent && { digestSentAt: tx.now }) })
    .where(eq(choices.personId, personId))
  if (!isSent) return 'nothing'
  const named = suggestions.flatMap(({ reason }) =>
    reason.kind === 'because' ? reason.from.map(({ itemId }) => itemId) : [],
  )
  const cards = await catalog.cardsOf(reader, named)
  const titles = new Map([...cards].map(([id, { title }]) => [id, title]))
  const { siteName } = await getSettings(tx)
  const publicUrl = siteAddress()
  await sendMail(tx, digestMail({ to, personId, siteName, publicUrl, suggestions, titles }))
  await record(tx, { name: 'digest.sent', personId, items: suggestions.length })
  return 'sent'
}

async function sentLately(tx: Ctx, personId: string, since: Date): Promise<string[]> {
  const rows = await tx.db
    .selectDistinct({ itemId: exposures.itemId })
    .from(exposures)
    .where(
      and(
        eq(exposures.personId, personId),
        eq(exposures.place, 'digest'),
        gt(exposures.shownAt, since),
      ),
    )
  return rows.map(({ itemId }) => itemId)
}
