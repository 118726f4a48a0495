import { type SQL, sql } from 'drizzle-orm'
import { itemViews } from '#analytics/tables.ts'
import { items, lessons } from '#catalog/tables.ts'
import { marks, ratings } from '#community/tables.ts'
import { entitlements, lessonProgress, openings } from '#library/tables.ts'
import type { SignalWeights } from '../settings.ts'

/** Which people's rows are wanted: a condition on a column that holds their id. */
export type Whose = (personId: SQL) => SQL

/**
 * Every signal until a moment as rows of (person_id, item_id, first_at, at, worth): what a person
 * did with an item, when first and when last, and what it is worth before it ages. Nothing that
 * happened after `until` is in it, so that a model may be judged by what came later. A person's own
 * items say nothing of their taste and are left out.
 */
export function signalRows(until: Date, weights: SignalWeights, whose: Whose): SQL {
  const moment = sql`${until.toISOString()}::timestamptz`
  const all = [
    viewRows(moment, weights),
    studyRows(moment, weights),
    progressRows(moment, weights),
    purchaseRows(moment, weights),
    markRows(moment, weights),
    ratingRows(moment, weights),
  ].map((rows) => sql`select * from (${rows}) r where ${whose(sql`r.person_id`)}`)
  return sql`select s.* from (${sql.join(all, sql` union all `)}) s
    join ${items} on ${items.id} = s.item_id and ${items.authorId} <> s.person_id`
}

/**
 * The rows of `signalRows` as one weight a person and item: aged, added up, at most the cap; with
 * the moment of the first contact.
 */
export function weighed(rows: SQL, until: Date, { halfLifeDays, cap }: SignalWeights): SQL {
  const ageDays = sql`greatest(0, extract(epoch from
    (${until.toISOString()}::timestamptz - w.at)) / 86400)`
  return sql`select w.person_id, w.item_id, min(w.first_at) as first_at, max(w.at) as at,
      least(${cap}::float8,
        sum(w.worth * power(2, -${ageDays} / ${halfLifeDays}::float8)))::float8 as weight
    from (${rows}) w where w.worth > 0 group by w.person_id, w.item_id`
}

function viewRows(moment: SQL, weights: SignalWeights): SQL {
  const seconds = sql`${itemViews.dwellMs} / 1000.0`
  const last = lastKnown(sql`${itemViews.firstAt}`, sql`${itemViews.lastAt}`, moment)
  return sql`select ${itemViews.personId} as person_id, ${itemViews.itemId} as item_id,
      ${itemViews.firstAt} as first_at, ${last} as at,
      ${weights.view}::float8 * least(1, ${seconds} / ${weights.fullViewSeconds}::float8)
        + case when ${itemViews.fromSearch} then ${weights.search}::float8 else 0 end as worth
    from ${itemViews}
    where ${itemViews.firstAt} <= ${moment}
      and ${seconds} >= ${weights.bounceSeconds}::float8`
}

function studyRows(moment: SQL, { study }: SignalWeights): SQL {
  const last = lastKnown(sql`${openings.firstAt}`, sql`${openings.lastAt}`, moment)
  return sql`select ${openings.personId} as person_id, ${openings.itemId} as item_id,
      min(${openings.firstAt}) as first_at, max(${last}) as at, ${study}::float8 as worth
    from ${openings} where ${openings.firstAt} <= ${moment}
    group by ${openings.personId}, ${openings.itemId}`
}

function progressRows(moment: SQL, { progress, completion }: SignalWeights): SQL {
  return sql`select p.person_id, p.item_id, p.first_at, p.at,
      ${progress}::float8 * least(1, p.percent / (100.0 * greatest(1, l.n)))
        + case when p.completed >= l.n then ${completion}::float8 else 0 end as worth
    from (select ${lessonProgress.personId} as person_id, ${lessonProgress.courseId} as item_id,
        min(${lessonProgress.updatedAt}) as first_at, max(${lessonProgress.updatedAt}) as at,
        sum(${lessonProgress.percent}) as percent,
        count(*) filter (where ${lessonProgress.completedAt} <= ${moment}) as completed
      from ${lessonProgress} where ${lessonProgress.updatedAt} <= ${moment}
      group by ${lessonProgress.personId}, ${lessonProgress.courseId}) p
    join (select ${lessons.courseId} as course_id, count(*) as n from ${lessons}
      group by ${lessons.courseId}) l on l.course_id = p.item_id`
}

/** Bought and not given back; what staff granted says nothing of the person's own wish. */
function purchaseRows(moment: SQL, { purchase }: SignalWeights): SQL {
  return sql`select ${entitlements.personId} as person_id, ${entitlements.itemId} as item_id,
      min(${entitlements.startsAt}) as first_at, max(${entitlements.startsAt}) as at,
      ${purchase}::float8 as worth
    from ${entitlements}
    where ${entitlements.sourceKind} = 'order' and ${entitlements.startsAt} <= ${moment}
      and (${entitlements.revokedAt} is null or ${entitlements.revokedAt} > ${moment})
    group by ${entitlements.personId}, ${entitlements.itemId}`
}

function markRows(moment: SQL, { like, bookmark }: SignalWeights): SQL {
  return sql`select ${marks.personId} as person_id, ${marks.itemId} as item_id,
      ${marks.markedAt} as first_at, ${marks.markedAt} as at,
      case when ${marks.kind} = 'like' then ${like}::float8 else ${bookmark}::float8 end as worth
    from ${marks} where ${marks.markedAt} <= ${moment}`
}

function ratingRows(moment: SQL, { rating, stars }: SignalWeights): SQL {
  const worth = sql.join(
    stars.map((value, at) => sql`when ${at + 1}::smallint then ${value}::float8`),
    sql` `,
  )
  return sql`select ${ratings.personId} as person_id, ${ratings.itemId} as item_id,
      ${ratings.ratedAt} as first_at, ${ratings.ratedAt} as at,
      ${rating}::float8 * case ${ratings.stars} ${worth} else 0 end as worth
    from ${ratings} where ${ratings.ratedAt} <= ${moment}`
}

/** A row that goes on after the moment is known from its beginning only. */
function lastKnown(first: SQL, last: SQL, moment: SQL): SQL {
  return sql`case when ${last} <= ${moment} then ${last} else ${first} end`
}
