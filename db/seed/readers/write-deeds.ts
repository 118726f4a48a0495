import { itemViews } from '#analytics/tables.ts'
import { marks, ratings } from '#community/tables.ts'
import { lessonProgress, openings } from '#library/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ReaderPlan } from './plan.ts'
import type { Ground } from './seed-readers.ts'

const BATCH = 500

/** What leaves a row and moves no money: looks, likes, bookmarks and stars. */
export async function writeDeeds(ctx: Ctx, plans: ReaderPlan[], ground: Ground): Promise<void> {
  const { at } = ground
  const seen = rowsOf(plans, ground, ({ views }) => views)
  await inBatches(
    seen,
    ({ who, deed: { firstAgo, lastAgo, slug: _, ...look } }) => ({
      ...{ ...who, ...look, firstAt: at(firstAgo), lastAt: at(lastAgo) },
    }),
    (rows) => ctx.db.insert(itemViews).values(rows).onConflictDoNothing(),
  )
  const marked = rowsOf(plans, ground, (plan) => plan.marks)
  await inBatches(
    marked,
    ({ who, deed: { kind, ago } }) => ({
      ...{ ...who, kind, markedAt: at(ago) },
    }),
    (rows) => ctx.db.insert(marks).values(rows).onConflictDoNothing(),
  )
  const rated = rowsOf(plans, ground, (plan) => plan.ratings)
  await inBatches(
    rated,
    ({ who, deed: { stars, ago } }) => ({
      ...{ ...who, stars, ratedAt: at(ago) },
    }),
    (rows) => ctx.db.insert(ratings).values(rows).onConflictDoNothing(),
  )
}

/** What they opened of what they hold, and how far they studied it. */
export async function writeStudy(ctx: Ctx, plans: ReaderPlan[], ground: Ground): Promise<void> {
  const { at, lessonIds } = ground
  const lessonOf = (slug: string, lesson: number) => idIn(lessonIds.get(slug)?.[lesson], slug)
  const opened = rowsOf(plans, ground, (plan) => plan.openings)
  await inBatches(
    opened,
    ({ who, deed: { slug, lesson, ago } }) => ({
      ...who,
      contentId: lesson === null ? who.itemId : lessonOf(slug, lesson),
      ...{ firstAt: at(ago), lastAt: at(ago), times: 1 },
    }),
    (rows) => ctx.db.insert(openings).values(rows).onConflictDoNothing(),
  )
  const studied = rowsOf(plans, ground, (plan) => plan.studies)
  await inBatches(
    studied,
    ({ who, deed: { slug, lesson, percent, ago } }) => ({
      ...{ personId: who.personId, courseId: who.itemId, lessonId: lessonOf(slug, lesson) },
      ...{ positionMs: 0, percent, updatedAt: at(ago), completedAt: percent < 95 ? null : at(ago) },
    }),
    (rows) => ctx.db.insert(lessonProgress).values(rows).onConflictDoNothing(),
  )
}

type Who = { personId: string; itemId: string }

function rowsOf<T extends { slug: string }>(
  plans: ReaderPlan[],
  { personIds, itemIds }: Ground,
  deedsOf: (plan: ReaderPlan) => T[],
): { who: Who; deed: T }[] {
  return plans.flatMap((plan) => {
    const personId = idIn(personIds.get(plan.email), plan.email)
    return deedsOf(plan).map((deed) => ({
      who: { personId, itemId: idIn(itemIds.get(deed.slug), deed.slug) },
      deed,
    }))
  })
}

async function inBatches<T, R>(
  all: T[],
  rowOf: (one: T) => R,
  write: (rows: R[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < all.length; from += BATCH) {
    await write(all.slice(from, from + BATCH).map(rowOf))
  }
}

export function idIn(id: string | undefined, name: string): string {
  if (!id) throw new Error(`the demo site has no ${name}`)
  return id
}
