import { expect, test } from 'vitest'
import { unpublishItem } from '#catalog'
import * as community from '#community'
import * as library from '#library'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as } = shop
const grant = (personId: string, itemId: string) =>
  library.grantAccess(as(shop.worker), { personId, itemId, sourceKind: 'staff', sourceId: itemId })

test('a mark is there once however often it is set, and gone once taken back', async () => {
  const itemId = await shop.publish('可赞的', 5000n)
  const reader = await shop.buyer('爱赞')
  for (const on of [true, true]) await community.setMark(as(reader), { itemId, kind: 'like', on })
  await community.setMark(as(reader), { itemId, kind: 'bookmark', on: true })
  const seen = await community.opinionOf(as(reader), itemId)
  expect(seen).toMatchObject({ likes: 1, own: { liked: true, bookmarked: true } })
  expect((await community.listBookmarks(as(reader))).map(({ id }) => id)).toEqual([itemId])
  await community.setMark(as(reader), { itemId, kind: 'like', on: false })
  expect(await community.opinionOf(as(), itemId)).toEqual({ likes: 0, rating: null, own: null })
})

test('only who holds an item rates it, once, with one to five whole stars', async () => {
  const itemId = await shop.publish('可评的', 5000n)
  const [holder, stranger] = [await shop.buyer('持有'), await shop.buyer('未买')]
  await grant(holder.personId, itemId)
  const rate = (who: typeof holder, stars: number | null) =>
    community.rateItem(as(who), { itemId, stars })
  await expect(rate(stranger, 5)).rejects.toMatchObject({ code: 'rating.not_held' })
  await expect(rate(shop.creator, 5)).rejects.toMatchObject({ code: 'rating.not_held' })
  for (const stars of [0, 6, 2.5, Number.NaN]) {
    await expect(rate(holder, stars)).rejects.toMatchObject({ code: 'rating.invalid' })
  }
  await rate(holder, 2)
  await rate(holder, 4)
  expect((await community.opinionOf(as(), itemId)).rating).toEqual({ mean: 4, count: 1 })
  await rate(holder, null)
  expect((await community.opinionOf(as(holder), itemId)).own?.stars).toBeNull()
})

test('an item nobody may see is neither liked nor put aside', async () => {
  const draft = await shop.publish('将撤的', 5000n)
  const reader = await shop.buyer('看不见')
  await unpublishItem(as(shop.creator), draft)
  const mark = community.setMark(as(reader), { itemId: draft, kind: 'like', on: true })
  await expect(mark).rejects.toMatchObject({ code: 'item.not_found' })
})
