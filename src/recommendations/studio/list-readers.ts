import { createHmac } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { people, personRoles } from '#accounts/tables.ts'
import { itemViews } from '#analytics/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { keyFor } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getRecommendationSettings } from '../settings.ts'
import { recommendationChoices } from '../tables.ts'

/** Somebody of whom only this is told: no id, no name, and a day instead of a moment. */
export type Reader = { pseudonym: string; lastActive: string; reads: number }

/** So many may be tried; the page lists the first of them. */
const LATEST = 500
const SHOWN = 24

/** Those who were here lately and may be learnt from, under pseudonyms. Owner only. */
export async function listReaders(ctx: Ctx): Promise<Reader[]> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  return (await readLatest(ctx)).slice(0, SHOWN).map(({ personId, day, reads }) => ({
    pseudonym: pseudonymOf(personId),
    lastActive: day,
    reads,
  }))
}

/** Whom a pseudonym stands for; null for nobody. For use inside this domain only. */
export async function findReader(ctx: Ctx, pseudonym: string): Promise<string | null> {
  const found = (await readLatest(ctx)).find(({ personId }) => pseudonymOf(personId) === pseudonym)
  return found?.personId ?? null
}

type Latest = { personId: string; day: string; reads: number }

async function readLatest(ctx: Ctx): Promise<Latest[]> {
  const { personalisation } = await getRecommendationSettings(ctx)
  if (personalisation === 'off') return []
  const byDefault = personalisation === 'notice'
  const rows = await ctx.db.execute<{ person_id: string; day: string; reads: string }>(sql`
    select v.person_id, count(*) as reads,
      to_char(max(v.last_at) at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as day
    from ${itemViews} v join ${people} on ${people.id} = v.person_id
    left join ${recommendationChoices} c on c.person_id = v.person_id
    where coalesce(c.personalised, ${byDefault}) and ${people.suspendedAt} is null
      and not exists (select 1 from ${personRoles} where ${personRoles.personId} = v.person_id
        and ${personRoles.role} <> 'learner')
    group by v.person_id order by max(v.last_at) desc, v.person_id limit ${LATEST}`)
  return [...rows].map(({ person_id, day, reads }) => {
    return { personId: person_id, day, reads: Number(reads) }
  })
}

/** The same for a person here and nowhere else, since the key is the site's secret. */
function pseudonymOf(personId: string): string {
  const digest = createHmac('sha256', keyFor('reader')).update(personId).digest('hex')
  return digest.slice(0, 8).toUpperCase()
}
