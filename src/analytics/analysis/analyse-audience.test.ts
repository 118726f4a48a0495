import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { people } from '#accounts/tables.ts'
import * as analytics from '#analytics'
import { unpublishItem } from '#catalog'
import { type Actor, system } from '#kernel/actor.ts'
import { audience } from '#tests/audience.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { openShop } from '#tests/shop.ts'
import { analysisRuns, itemRules, segmentMembers as memberTable, propensities } from '../tables.ts'

const shop = await openShop()
const { as, db, owner } = shop
const job = as(system('test'))
const itemIds: string[] = []
for (const title of ['其一', '其二', '其三', '其四']) itemIds.push(await shop.publish(title, 1000n))
const [first = '', second = '', third = ''] = itemIds
const support = await insertPerson(shop, '客服', 'support')
const facts = audience(db, job.now)
const member = (personId: string): Actor => ({ kind: 'person', personId, roles: ['learner'] })

await analytics.analyseAudience(job)
const early = {
  analyses: await analytics.listAnalyses(as(owner)),
  segments: await analytics.listSegments(as(owner)),
  together: await analytics.boughtTogether(as(), first),
  next: await analytics.predictNextAction(job, owner.personId),
}
const { keen, quiet } = await facts.crowd(300, itemIds, 7)
const [unwilling = '', reader = ''] = keen
await analytics.analyseAudience(job, { without: new Set([unwilling]) })

test('with little data every part says how much is there and how much is needed', () => {
  expect(early).toMatchObject({ segments: [], together: [], next: null })
  expect(early.analyses.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
    'churn not_enough',
    'next_action not_enough',
    'purchase not_enough',
    'refund not_enough',
    'rules not_enough',
    'segments not_enough',
  ])
  for (const { scores } of early.analyses) {
    const { have, needed } = scores as { have: number; needed: number }
    expect(have).toBeLessThan(needed)
  }
})

describe('with a crowd of two kinds', () => {
  test('says who will buy, better than chance and with reasons', async () => {
    const found = await analytics.listAnalyses(as(owner))
    const purchase = found.find(({ kind }) => kind === 'purchase')
    expect(purchase?.state).toBe('ready')
    const { auc, curve } = (purchase?.scores ?? {}) as { auc?: number; curve?: unknown[] }
    expect(auc).toBeGreaterThan(0.75)
    expect(curve).toHaveLength(10)
    const { items } = await analytics.listPropensities(as(owner), 'purchase')
    expect(items).toHaveLength(50)
    for (const { person, reasons } of items) {
      expect(keen).toContain(person?.id)
      expect(reasons.length).toBeGreaterThan(0)
    }
    const rows = await db.select().from(propensities).where(eq(propensities.kind, 'purchase'))
    const mean = (ids: string[]) => {
      const own = rows.filter(({ personId }) => ids.includes(personId))
      return own.reduce((sum, row) => sum + row.probability, 0) / own.length
    }
    expect(mean(keen)).toBeGreaterThan(2 * mean(quiet))
  })

  test('parts them into groups whose members are all there', async () => {
    const groups = await analytics.listSegments(as(owner))
    expect(groups.length).toBeGreaterThanOrEqual(2)
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(299)
    const names = new Set<string>()
    const [largest] = groups
    for (let after: string | undefined; largest; ) {
      const page = await analytics.segmentMembers(as(owner), largest.id, { after })
      for (const { person } of page.items) names.add(person?.id ?? '')
      if (page.next === null) break
      after = page.next
    }
    expect(names.size).toBe(largest?.size)
    const [one = ''] = [...names]
    expect(await analytics.segmentOf(as(member(one)), one)).toBe(largest?.key)
  })

  test('finds what is bought together, and shows only what may be bought', async () => {
    const rules = await analytics.listItemRules(as(owner))
    const rule = rules.find(({ antecedent: [only, more], consequent }) => {
      return only?.id === first && !more && consequent.id === second
    })
    expect(rule).toMatchObject({ confidence: 1, count: 149 })
    const shown = await analytics.boughtTogether(as(), first)
    expect(shown[0]?.id).toBe(second)
    expect(shown.map(({ id }) => id)).not.toContain(third)
    expect(await analytics.boughtTogether(as(member(reader)), first)).toEqual([])
    await unpublishItem(as(shop.creator), second)
    expect((await analytics.boughtTogether(as(), first)).map(({ id }) => id)).not.toContain(second)
    expect(await analytics.boughtTogether(as(), 'nothing')).toEqual([])
  })

  test('foretells the next action better than the base rate', async () => {
    const found = await analytics.listAnalyses(as(owner))
    expect(found.find(({ kind }) => kind === 'next_action')?.state).toBe('ready')
    const said = await analytics.predictNextAction(as(member(reader)), reader)
    expect(said?.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9)
  })

  test('leaves out who does not wish it, and forgets whom it is told to forget', async () => {
    const heldOf = async (personId: string) => [
      ...(await db.select().from(propensities).where(eq(propensities.personId, personId))),
      ...(await db.select().from(memberTable).where(eq(memberTable.personId, personId))),
    ]
    expect(await heldOf(unwilling)).toEqual([])
    expect(await heldOf(reader)).not.toEqual([])
    await expect(analytics.forgetPerson(as(member(unwilling)), reader)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await analytics.saveTraits(as(member(reader)), { consent: true, profession: 'student' })
    await analytics.forgetPerson(as(member(reader)), reader)
    expect(await heldOf(reader)).toEqual([])
    expect(await analytics.listTraits(as(member(reader)))).toEqual([])
    expect(await analytics.segmentOf(as(member(reader)), reader)).toBeNull()
  })

  test('tells support no names, and others nothing', async () => {
    const [segment] = await analytics.listSegments(as(support))
    const { items: members } = await analytics.segmentMembers(as(support), segment?.id ?? '')
    const { items: likely } = await analytics.listPropensities(as(support), 'purchase')
    for (const { person, pseudonym } of [...members, ...likely]) {
      expect(person).toBeNull()
      expect(pseudonym).toMatch(/^[0-9a-f]{8}$/)
    }
    for (const actor of [undefined, member(reader), shop.creator]) {
      const ctx = as(actor)
      for (const refused of [
        analytics.analyseAudience(ctx),
        analytics.analyseDueAudience(ctx),
        analytics.listAnalyses(ctx),
        analytics.listSegments(ctx),
        analytics.segmentMembers(ctx, segment?.id ?? ''),
        analytics.listPropensities(ctx, 'churn'),
        analytics.listItemRules(ctx),
        analytics.segmentOf(ctx, quiet[0] ?? ''),
        analytics.predictNextAction(ctx, quiet[0] ?? ''),
        analytics.forgetPerson(ctx, quiet[0] ?? ''),
      ]) {
        await expect(refused).rejects.toMatchObject({ kind: 'forbidden' })
      }
    }
    await expect(analytics.segmentMembers(as(owner), 'x')).rejects.toMatchObject({
      code: 'segment.not_found',
    })
  })

  test('runs once a day, and the newer run replaces the older one', async () => {
    const rulesBefore = await db.select().from(itemRules)
    const first = await Promise.all([1, 2].map(() => analytics.analyseDueAudience(job)))
    expect(first.sort()).toEqual([false, true])
    expect(await db.select().from(analysisRuns)).toHaveLength(1)
    const groups = await analytics.listSegments(as(owner))
    expect(groups.reduce((sum, { size }) => sum + size, 0)).toBe(300)
    expect((await db.select().from(itemRules)).length).toBe(rulesBefore.length)
  })
})

test('a person who is erased leaves no row behind', async () => {
  const id = await facts.person(3)
  await analytics.saveTraits(as(member(id)), { consent: true, gender: 'other' })
  await db.delete(people).where(eq(people.id, id))
  expect(await analytics.listTraits(as(member(id)))).toEqual([])
})
