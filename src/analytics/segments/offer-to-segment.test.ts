import { expect, test } from 'vitest'
import * as analytics from '#analytics'
import { newId } from '#kernel/ids.ts'
import { couponing } from '#tests/couponing.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { openShop } from '#tests/shop.ts'
import { analyses, segmentMembers, segments } from '../tables.ts'

const shop = await openShop()
const { as, db, owner, creator } = shop
const { campaign, grantsOf } = couponing(shop)
const support = await insertPerson(shop, '客服', 'support')
const people = await Promise.all(Array.from({ length: 6 }, (_, n) => shop.buyer(`人${n}`)))
const [first = owner, last = owner] = [people[0], people[5]]

const segmentId = newId(as().now)
const analysisId = newId(as().now)
await db.insert(analyses).values({
  id: analysisId,
  kind: 'segments',
  state: 'ready',
  size: 6,
  parameters: {},
  scores: {},
  madeAt: as().now,
  current: true,
})
await db
  .insert(segments)
  .values({ id: segmentId, analysisId, key: 'at_risk', size: 5, centroid: {} })
await db
  .insert(segmentMembers)
  .values(people.slice(0, 5).map(({ personId }) => ({ personId, segmentId })))

const shy = async () => new Set([first.personId])

test('who is in a segment has the coupon, once; not who is not to be looked at', async () => {
  const campaignId = await campaign({ percent: 20 })
  const offer = () => analytics.offerToSegment(as(owner), { segmentId, campaignId }, shy)
  expect(await offer()).toEqual({ given: 4 })
  expect(await offer()).toEqual({ given: 0 })
  const counts = await Promise.all(people.map(async (one) => (await grantsOf(one)).length))
  expect(counts).toEqual([0, 1, 1, 1, 1, 0])
})

test('who comes later gets none until it is given again', async () => {
  const campaignId = await campaign({ percent: 20 })
  const offer = () => analytics.offerToSegment(as(owner), { segmentId, campaignId })
  expect(await offer()).toEqual({ given: 5 })
  await db.insert(segmentMembers).values({ personId: last.personId, segmentId })
  expect(await grantsOf(last)).toHaveLength(0)
  expect(await offer()).toEqual({ given: 1 })
})

test('only the owner gives to people by what they do', async () => {
  const campaignId = await campaign({ percent: 20 })
  for (const one of [first, support, creator]) {
    const offer = analytics.offerToSegment(as(one), { segmentId, campaignId })
    await expect(offer).rejects.toMatchObject({ kind: 'forbidden' })
  }
  const visitor = analytics.offerToSegment(as(), { segmentId, campaignId })
  await expect(visitor).rejects.toMatchObject({ kind: 'unauthenticated' })
  for (const gone of ['x', newId(as().now)]) {
    const offer = analytics.offerToSegment(as(owner), { segmentId: gone, campaignId })
    await expect(offer).rejects.toMatchObject({ code: 'segment.not_found' })
  }
})
