import { asc, eq, inArray } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { chapters, items, lessons } from '#catalog/tables.ts'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { requestTraining } from '#recommendations'
import { readPieces } from './piece.ts'
import type { ReaderPlan } from './plan.ts'
import { planReaders, readerCount, readerSeed } from './plan-readers.ts'
import { type SaleToMake, sell } from './sell.ts'
import { lastMidnight } from './visits.ts'
import { writeDeeds, writeStudy } from './write-deeds.ts'

/** Where the plan meets the database: moments become dates, addresses become ids. */
export type Ground = {
  at: (ago: number) => Date
  personIds: ReadonlyMap<string, string>
  itemIds: ReadonlyMap<string, string>
  /** Of each course, in the order in which they are studied. */
  lessonIds: ReadonlyMap<string, string[]>
}

/**
 * Gives the demo site a readership up to the day on which it was set up: the same people and deeds
 * each time, so that a second run adds what a first one that was cut off has not written. After it
 * the site learns from them.
 */
export async function seedReaders(
  ctx: Ctx,
  { setUpAt, count = readerCount }: { setUpAt: Date; count?: number },
): Promise<void> {
  const pieces = await readPieces()
  const plans = planReaders({ pieces, count, seed: readerSeed })
  const midnight = lastMidnight(setUpAt).getTime()
  const at = (ago: number) => new Date(midnight - Math.round(ago))
  await writePeople(ctx, plans, at)
  const ground = { at, ...(await readGround(ctx, plans)) }
  await writeDeeds(ctx, plans, ground)
  for (const sale of salesOf(plans)) await sell(ctx, sale, ground)
  await writeStudy(ctx, plans, ground)
  await requestTraining(ctx)
}

/** Accounts without a credential: nobody can log in as one of them. */
async function writePeople(ctx: Ctx, plans: ReaderPlan[], at: Ground['at']): Promise<void> {
  const rows = plans.map(({ name, username, email, registeredAgo }) => {
    const since = at(registeredAgo)
    const account = { id: newId(since), name, username, displayUsername: username, email }
    return { ...account, createdAt: since, updatedAt: since }
  })
  await ctx.db.insert(people).values(rows).onConflictDoNothing()
}

async function readGround(ctx: Ctx, plans: ReaderPlan[]): Promise<Omit<Ground, 'at'>> {
  const emails = plans.map(({ email }) => email)
  const [persons, pieces, steps] = await Promise.all([
    ctx.db
      .select({ id: people.id, email: people.email })
      .from(people)
      .where(inArray(people.email, emails)),
    ctx.db.select({ id: items.id, slug: items.slug }).from(items),
    ctx.db
      .select({ id: lessons.id, slug: items.slug })
      .from(lessons)
      .innerJoin(chapters, eq(chapters.id, lessons.chapterId))
      .innerJoin(items, eq(items.id, lessons.courseId))
      .orderBy(asc(chapters.position), asc(lessons.position)),
  ])
  const lessonsBySlug = Map.groupBy(steps, ({ slug }) => slug)
  return {
    personIds: new Map(persons.map(({ id, email }) => [email, id])),
    itemIds: new Map(pieces.map(({ id, slug }) => [slug, id])),
    lessonIds: new Map([...lessonsBySlug].map(([slug, all]) => [slug, all.map(({ id }) => id)])),
  }
}

/** In the order in which they happened, as the ledger keeps them. */
function salesOf(plans: ReaderPlan[]): SaleToMake[] {
  const all = plans.flatMap(({ email, sales }) => sales.map((sale) => ({ email, ...sale })))
  return all.sort((a, b) => b.ago - a.ago)
}
