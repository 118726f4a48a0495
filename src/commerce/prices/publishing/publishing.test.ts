import { readdir, readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as payments from '#payments'
import { saveSettings } from '#platform/settings/settings.ts'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, creator, owner, sandbox } = shop
const SOLD = '开头\n\n<!--more-->\n\n后面要付费。'
const DAY = 86_400_000

const enable = (...paymentMethods: ('alipay' | 'wechat' | 'stripe')[]) =>
  saveSettings(as(owner), { paymentMethods })

beforeEach(async () => {
  await enable('alipay', 'wechat', 'stripe')
})

async function draft(priceMinor: bigint | null, access: 'sold' | 'open' = 'sold') {
  const { id, version } = await catalog.createItem(as(creator), { kind: 'article', title: '文章' })
  await commerce.saveDraft(as(creator), id, { version, access, source: SOLD })
  if (priceMinor !== null) await commerce.setPrice(as(creator), id, money(priceMinor, 'CNY'))
  return { id, version: version + 1 }
}

async function statusOf(id: string) {
  return (await catalog.getDraft(as(creator), id)).status
}

const refused = (reason: string) => ({ code: 'item.no_gateway', details: { reason } })

describe('what no gateway can sell', () => {
  test('is not published while no gateway is enabled, and is once one is', async () => {
    await enable()
    const { id } = await draft(990n)
    const wish = commerce.publishItem(as(creator), id)
    await expect(wish).rejects.toMatchObject(refused('none_enabled'))
    expect(await statusOf(id)).toBe('draft')
    await enable('alipay')
    await commerce.publishItem(as(creator), id)
    expect(await statusOf(id)).toBe('published')
  })

  test('is not published below what the only gateway takes', async () => {
    await enable('stripe')
    const { id } = await draft(49n)
    const wish = commerce.publishItem(as(creator), id)
    await expect(wish).rejects.toMatchObject(refused('too_small'))
    await commerce.setPrice(as(creator), id, money(50n, 'CNY'))
    await commerce.publishItem(as(creator), id)
  })

  test('free, without a price or at a price of nothing it is published all the same', async () => {
    await enable()
    for (const [price, access] of [
      [null, 'sold'],
      [0n, 'sold'],
      [990n, 'open'],
    ] as const) {
      const { id } = await draft(price, access)
      await commerce.publishItem(as(creator), id)
      expect(await statusOf(id)).toBe('published')
    }
  })

  test('cannot be scheduled either', async () => {
    await enable()
    const { id } = await draft(990n)
    const wish = commerce.scheduleItem(as(creator), id, new Date(sandbox.time.now.getTime() + DAY))
    await expect(wish).rejects.toMatchObject(refused('none_enabled'))
  })

  test('goes back to a draft when its hour has come and the gateways are gone', async () => {
    const { id } = await draft(990n)
    const { id: free } = await draft(null, 'open')
    const at = new Date(sandbox.time.now.getTime() + DAY)
    await commerce.scheduleItem(as(creator), id, at)
    await commerce.scheduleItem(as(creator), free, at)
    await enable()
    shop.pass(DAY)
    expect(await commerce.publishDueItems(as(shop.worker))).toEqual({ published: 1 })
    expect([await statusOf(id), await statusOf(free)]).toEqual(['draft', 'published'])
    expect(await commerce.publishDueItems(as(shop.worker))).toEqual({ published: 0 })
  })

  test('what is public keeps a price that can be paid', async () => {
    await enable('stripe')
    const { id } = await draft(990n)
    await commerce.publishItem(as(creator), id)
    const change = commerce.setPrice(as(creator), id, money(10n, 'CNY'))
    await expect(change).rejects.toMatchObject(refused('too_small'))
    expect((await commerce.pricesOf(as(creator), [id])).get(id)?.minor).toBe(990n)
  })

  test('what is public and free does not become sold through the editor', async () => {
    const { id } = await draft(990n, 'open')
    await commerce.publishItem(as(creator), id)
    await enable()
    const { version } = await catalog.getDraft(as(creator), id)
    const change = commerce.saveDraft(as(creator), id, { version, access: 'sold' })
    await expect(change).rejects.toMatchObject(refused('none_enabled'))
    expect((await catalog.getDraft(as(creator), id)).access).toBe('open')
  })
})

test('the reason is the limit that stands in the way', async () => {
  await enable('alipay')
  expect(await payments.findSalesObstacle(as(), money(100n, 'USD'))).toBe('currency')
  await enable('stripe')
  expect(await payments.findSalesObstacle(as(), money(49n, 'CNY'))).toBe('too_small')
  expect(await payments.findSalesObstacle(as(), money(10_000_000_000n, 'CNY'))).toBe('too_large')
  // No gateway, and no code of the owner's either.
  await enable()
  expect(await payments.findSalesObstacle(as(), money(100n, 'CNY'))).toBe('none_enabled')
})

test('no surface publishes past commerce', async () => {
  const past = /\bcatalog\.(publishItem|scheduleItem|publishDueItems|saveDraft)\b/
  expect(past.test('return catalog.publishItem(ctx, id)')).toBe(true)
  const files = (await readdir('src', { recursive: true })).filter(
    (path) => /^(web|api|worker\.ts)/.test(path) && /\.tsx?$/.test(path),
  )
  expect(files.length).toBeGreaterThan(100)
  for (const path of files) expect(await readFile(`src/${path}`, 'utf8'), path).not.toMatch(past)
})
