import { expect, test } from 'vitest'
import { publishItem, unpublishItem } from '#catalog'
import { seededRandom } from '#kernel/random.ts'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { openReadingSite } from '#tests/reading-site.ts'

const STEPS = 120

const { database, as, creator, worker, owner, shelves, read, readers } = await openReadingSite()
const all = shelves.flat()
const random = seededRandom(20_261_123)
const oneOf = <T>(some: readonly T[]): T => some[Math.floor(random() * some.length)] as T

/** What may be shown nobody, or not to one person, as the test itself knows it. */
const withdrawn = new Set<string>()
const unpriced = new Set<string>()
const people = readers.slice(0, 3)
const kept = new Map(people.map((who) => [who.personId, new Set<string>()]))
const sold = shelves.map((ids) => ids[9] ?? '')
let grants = 0

const steps = {
  async hold(who: (typeof people)[number], itemId: string) {
    await library.grantAccess(as(worker), {
      ...{ personId: who.personId, itemId, sourceKind: 'staff', sourceId: `grant-${++grants}` },
    })
    kept.get(who.personId)?.add(itemId)
  },
  async dismiss(who: (typeof people)[number], itemId: string) {
    if (withdrawn.has(itemId)) return
    await recommendations.dismissItem(as(who), itemId)
    kept.get(who.personId)?.add(itemId)
  },
  async read(who: (typeof people)[number], itemId: string) {
    await read(who, itemId)
  },
  async withdraw(_: unknown, itemId: string) {
    if (withdrawn.has(itemId)) return
    await unpublishItem(as(creator), itemId)
    withdrawn.add(itemId)
  },
  async publish(_: unknown, itemId: string) {
    if (!withdrawn.has(itemId) || unpriced.has(itemId)) return
    await publishItem(as(creator), itemId)
    withdrawn.delete(itemId)
  },
  async unprice() {
    const itemId = oneOf(sold)
    await database.sql`delete from prices where item_id = ${itemId}`
    unpriced.add(itemId)
  },
  async promote(_: unknown, itemId: string) {
    await recommendations.saveRecommendationSettings(as(owner), { promoted: [itemId] })
  },
}

test(`in ${STEPS} steps nothing held, dismissed, withdrawn, unpriced or own is shown`, async () => {
  let shown = 0
  for (let step = 0; step < STEPS; step++) {
    const name = oneOf(Object.keys(steps) as (keyof typeof steps)[])
    const who = oneOf(people)
    await steps[name](who, oneOf(all))
    const mine = kept.get(who.personId) ?? new Set()
    const shelf = await recommendations.recommendItems(as(who), { count: 40, place: 'shelf' })
    const because = await recommendations.becauseYouStudied(as(who), 8)
    const similar = await recommendations.similarItems(as(who), oneOf(all), 8)
    const served = [
      ...shelf.suggestions.map(({ item }) => item.id),
      ...(because?.suggestions ?? []).map(({ id }) => id),
      ...similar.map(({ id }) => id),
    ]
    shown += served.length
    const wrong = served.filter((id) => mine.has(id) || withdrawn.has(id) || unpriced.has(id))
    expect({ step, name, wrong }).toEqual({ step, name, wrong: [] })
    const own = await recommendations.recommendItems(as(creator), { count: 40, place: 'shelf' })
    expect(own.suggestions).toEqual([])
  }
  expect(shown).toBeGreaterThan(STEPS)
})
