import { expect, test } from 'vitest'
import * as analytics from '#analytics'
import * as community from '#community'
import * as recommendations from '#recommendations'
import { openReadingSite } from '#tests/reading-site.ts'
import { packBundle } from '../store/bundle.ts'
import { learn } from '../training/learn.ts'
import { readLearnInput } from '../training/read-learn-input.ts'

const { database, as, worker, time, shelves, read, someone, readers } = await openReadingSite()

/** Where an id may stand, as text or as the 16 bytes of a uuid, in what is learnt of people. */
async function tracesOf(personId: string): Promise<string[]> {
  const tables = await database.sql`select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name in ('item_views', 'dismissals', 'exposures',
      'segment_members', 'segments', 'propensities', 'person_traits', 'analyses', 'item_rules',
      'models', 'trainings', 'fresh_neighbours')`
  expect(tables).toHaveLength(12)
  const found: string[] = []
  for (const { name } of tables) {
    const [row] = await database.sql`select count(*)::int as n from ${database.sql(name)} t
      where t::text like ${`%${personId}%`}`
    if (row?.n > 0) found.push(name)
  }
  const bytes = Buffer.from(personId.replaceAll('-', ''), 'hex')
  const parts = await database.sql`select bytes from model_parts`
  const isIn = parts.some((part) => {
    const held = Buffer.from(part.bytes)
    return held.includes(bytes) || held.includes(personId)
  })
  return isIn ? [...found, 'model_parts'] : found
}

test('forgetting leaves no trace, and the next model is of a site without the person', async () => {
  const who = await someone()
  const without = await readLearnInput(as(worker), { until: time.now })
  for (const id of shelves[1]?.slice(0, 4) ?? []) await read(who, id)
  await community.setMark(as(who), { itemId: shelves[1]?.[0] ?? '', kind: 'like', on: true })
  await recommendations.recommendItems(as(who), { count: 6, place: 'shelf' })
  await recommendations.dismissItem(as(who), shelves[0]?.[0] ?? '')
  await analytics.saveTraits(as(who), { consent: true, gender: 'female' })
  expect((await tracesOf(who.personId)).sort()).toEqual([
    ...['dismissals', 'exposures', 'item_views', 'person_traits'],
  ])
  const known = await readLearnInput(as(worker), { until: time.now })
  expect(known.interactions.people).toBe(without.interactions.people + 1)

  await recommendations.choose(as(who), { personalised: false, digest: false })
  expect(await tracesOf(who.personId)).toEqual([])
  const after = await readLearnInput(as(worker), { until: time.now })
  const [before, now] = await Promise.all(
    [without, after].map((input) => learn({ ...input, seconds: 0 })),
  )
  expect(packBundle(now?.bundle ?? never())).toEqual(packBundle(before?.bundle ?? never()))
})

test('an account that is gone takes everything with it', async () => {
  const [who] = readers
  const personId = who?.personId ?? ''
  expect(await tracesOf(personId)).toContain('item_views')
  await database.sql`delete from people where id = ${personId}`
  expect(await tracesOf(personId)).toEqual([])
})

function never(): never {
  throw new Error('nothing was learnt')
}
