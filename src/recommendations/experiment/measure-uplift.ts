import { sql } from 'drizzle-orm'
import { personRoles } from '#accounts/tables.ts'
import { orderLines, orders } from '#commerce/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { exposures } from '../tables.ts'
import type { Arm } from './arm-of.ts'
import { compareMeans, compareShares, type Interval } from './interval.ts'

/** One half of the experiment: how many were shown something, and what came of it. */
export type ArmFigures = {
  people: number
  /** Showings, clicks on them, and shown items that were bought within seven days. */
  shown: number
  clicked: number
  bought: number
  /** People who clicked on, or bought, at least one thing that they were shown. */
  clickers: number
  buyers: number
}

export type Uplift = {
  model: ArmFigures
  control: ArmFigures
  /** People that either half must have before anything is said. */
  needed: number
  /** Of the share of people who clicked and who bought; null while there are too few. */
  clickers: Interval | null
  buyers: Interval | null
  /** Of the mean over people of (clicks ÷ showings). */
  clickRate: Interval | null
}

type Row = { arm: Arm; shown: number; clicked: number; bought: number }

/** With fewer in a half the interval says everything is possible. */
const LEAST_PEOPLE = 30
const DAY_MS = 86_400_000

/**
 * What recommending brought against “most popular” in the last days. A person is one observation
 * however often they came, since their clicks depend on each other. Counted are the places where
 * both halves are shown something (shelf and digest), not staff, and nobody who was moved from one
 * half to the other meanwhile. A purchase is an order paid within seven days after the item was
 * shown. Owner only.
 */
export async function measureUplift(ctx: Ctx, { days }: { days: number }): Promise<Uplift> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const rows = await readPeople(ctx, new Date(ctx.now.getTime() - days * DAY_MS))
  const halves = (['model', 'control'] as const).map((arm) => rows.filter((it) => it.arm === arm))
  const [people = [], others = []] = halves
  const [model, control] = [figuresOf(people), figuresOf(others)]
  const isEnough = Math.min(model.people, control.people) >= LEAST_PEOPLE
  const compare = (key: 'clickers' | 'buyers') =>
    isEnough
      ? compareShares(
          { hits: model[key], of: model.people },
          { hits: control[key], of: control.people },
        )
      : null
  return {
    ...{ model, control, needed: LEAST_PEOPLE },
    clickers: compare('clickers'),
    buyers: compare('buyers'),
    clickRate: isEnough ? compareMeans(people.map(rateOf), others.map(rateOf)) : null,
  }
}

async function readPeople(ctx: Ctx, since: Date): Promise<Row[]> {
  const [from, until] = [since.toISOString(), ctx.now.toISOString()]
  const rows = await ctx.db.execute<Record<keyof Row, unknown>>(sql`
    select min(e.arm) as arm, count(*) as shown, count(e.clicked_at) as clicked,
      count(distinct e.item_id) filter (where exists (
        select 1 from ${orders} join ${orderLines} on ${orderLines.orderId} = ${orders.id}
        where ${orders.buyerId} = e.person_id and ${orderLines.itemId} = e.item_id
          and ${orders.paidAt} >= e.shown_at
          and ${orders.paidAt} < e.shown_at + interval '7 days')) as bought
    from ${exposures} e
    where e.shown_at >= ${from}::timestamptz and e.shown_at <= ${until}::timestamptz
      and e.place in ('shelf', 'digest')
      and not exists (select 1 from ${personRoles} where ${personRoles.personId} = e.person_id
        and ${personRoles.role} <> 'learner')
    group by e.person_id having count(distinct e.arm) = 1`)
  return [...rows].map(({ arm, shown, clicked, bought }) => ({
    arm: arm === 'control' ? 'control' : 'model',
    ...{ shown: Number(shown), clicked: Number(clicked), bought: Number(bought) },
  }))
}

function figuresOf(rows: readonly Row[]): ArmFigures {
  const sum = (of: (row: Row) => number) => rows.reduce((all, row) => all + of(row), 0)
  return {
    people: rows.length,
    shown: sum(({ shown }) => shown),
    clicked: sum(({ clicked }) => clicked),
    bought: sum(({ bought }) => bought),
    clickers: rows.filter(({ clicked }) => clicked > 0).length,
    buyers: rows.filter(({ bought }) => bought > 0).length,
  }
}

function rateOf({ clicked, shown }: Row): number {
  return clicked / shown
}
