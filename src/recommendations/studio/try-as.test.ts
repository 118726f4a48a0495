import { count, eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { itemViews } from '#analytics/tables.ts'
import * as recommendations from '#recommendations'
import { openTaughtSite } from '#tests/taught-site.ts'
import { exposures, recommendationChoices } from '../tables.ts'

const site = await openTaughtSite()
const { as, db, owner, fields } = site
const [garden = [], stars = []] = fields
const titles = (tried: recommendations.Tried) => tried.suggestions.map(({ item }) => item.title)
const newest = await site.someone('苏轼')
for (const n of [0, 1, 2]) await site.read(newest, stars[n] ?? '')

test('a reader is named by a pseudonym that tells nothing, and only by it', async () => {
  const readers = await recommendations.listReaders(as(owner))
  const people = await db.selectDistinct({ id: itemViews.personId }).from(itemViews)
  expect(readers).toHaveLength(24)
  const told = JSON.stringify(readers)
  for (const { id } of people) expect(told).not.toContain(id)
  expect(told).not.toContain('苏轼')
  const hex = people.map(({ id }) => id.replaceAll('-', '').toUpperCase())
  for (const { pseudonym } of readers) {
    expect(pseudonym).toMatch(/^[0-9A-F]{8}$/)
    expect(hex.some((id) => id.includes(pseudonym))).toBe(false)
  }
  expect(readers[0]).toMatchObject({ reads: 3, lastActive: '2026-03-01' })
})

test('shows the very shelf that the reader is served, and notes nothing as shown', async () => {
  const [reader] = await recommendations.listReaders(as(owner))
  const tried = await recommendations.tryAs(as(owner), { reader: reader?.pseudonym ?? '' })
  expect(tried.isPersonal).toBe(true)
  expect(await db.select({ n: count() }).from(exposures)).toEqual([{ n: 0 }])
  const served = await recommendations.recommendItems(as(newest), { count: 6, place: 'shelf' })
  expect(tried.suggestions).toEqual(served.suggestions)
  expect(tried.suggestions[0]?.reason.kind).toBe('because')
})

test('turns to a taste that was made up', async () => {
  const taste = { items: garden.slice(0, 2) }
  const tried = await recommendations.tryAs(as(owner), taste)
  expect(tried.isPersonal).toBe(true)
  expect(
    titles(tried)
      .slice(0, 3)
      .every((title) => title.startsWith('园艺')),
  ).toBe(true)
})

test('whoever does not want to be learnt from can be tried by nobody', async () => {
  const [reader] = await recommendations.listReaders(as(owner))
  await recommendations.choose(as(newest), { personalised: false, digest: false })
  await db.insert(itemViews).values({
    ...{ personId: newest.personId, itemId: stars[0] ?? '', firstAt: as().now, lastAt: as().now },
    ...{ times: 1, dwellMs: 1, depth: 1, fromSearch: false },
  })
  const gone = recommendations.tryAs(as(owner), { reader: reader?.pseudonym ?? '' })
  await expect(gone).rejects.toMatchObject({ code: 'reader.not_found' })
  await db.delete(recommendationChoices).where(eq(recommendationChoices.personId, newest.personId))
})

test('is for the owner', async () => {
  for (const who of [undefined, newest]) {
    const kind = 'forbidden'
    await expect(recommendations.listReaders(as(who))).rejects.toMatchObject({ kind })
    await expect(recommendations.tryAs(as(who), { items: [] })).rejects.toMatchObject({ kind })
    await expect(recommendations.getModelReport(as(who))).rejects.toMatchObject({ kind })
  }
  const report = await recommendations.getModelReport(as(owner))
  expect(report.served).toMatchObject({ kind: 'item-cf', card: { chosen: 'item-cf' } })
  expect(report.trainings).toMatchObject([{ state: 'done', isPlanned: true, chosen: 'item-cf' }])
})
