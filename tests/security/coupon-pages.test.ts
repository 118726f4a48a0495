import { expect, test } from 'vitest'
import { plantCanaries } from '#tests/canaries.ts'
import { couponing } from '#tests/couponing.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const { campaign, give } = couponing(site)
const person = await site.person('learner')
const learner = await site.opens('learner')
const other = await site.opens('buyer')
const { id: itemId, slug } = (await plantCanaries(site)).second
await give(await campaign({ percent: 20 }, { name: '只给<你>' }), person)

const read = async (browser: typeof learner, path: string) => (await browser.ask(path)).text()
const orders = () => site.sql`select total_minor::int as total from orders order by created_at`

test('the holder sees both prices and the coupon, everybody else the price', async () => {
  const page = await read(learner, `/checkout/${itemId}`)
  expect(page).toContain('只给&lt;你&gt;')
  expect(page).toMatch(/原价.*<s>¥199\.00<\/s>.*−.*¥39\.80.*¥159\.20/s)
  expect(await read(learner, `/articles/${slug}`)).toContain('¥159.20')
  expect(await read(other, `/checkout/${itemId}`)).not.toContain('159.20')
  const visitor = site.browser()
  for (const path of [`/articles/${slug}`, `/articles/${slug}`]) {
    const shared = await read(visitor, path)
    expect(shared).toContain('¥199')
    expect(shared).not.toContain('159.20')
  }
})

test('another’s lower total, and one of one’s own making, buy nothing', async () => {
  for (const total of ['15920', '0', '1', '-1', '19900.0']) {
    const asked = await other.submit(`/checkout/${itemId}`, { total })
    if (/^\d+$/.test(total)) expect(asked.status).toBe(409)
  }
  expect((await orders()).every(({ total }) => total === 19_900)).toBe(true)
  const seen = (await orders()).length
  for (const total of ['0', '1', '15919', '19900']) {
    expect((await learner.submit(`/checkout/${itemId}`, { total })).status).toBe(409)
  }
  expect(await orders()).toHaveLength(seen)
})

test('the order and the list of coupons tell what was used', async () => {
  const placed = await learner.submit(`/checkout/${itemId}`, { total: '15920' })
  const number = /\/orders\/(W\w+)/.exec(placed.headers.get('location') ?? '')?.[1]
  const order = await read(learner, `/orders/${number}`)
  expect(order).toMatch(/<s>¥199\.00<\/s>.*−.*¥39\.80.*¥159\.20/s)
  const list = await read(learner, '/account/coupons')
  expect(list).toContain('未付款的订单占用')
  expect(list).toContain(`/orders/${number}`)
  expect(await read(other, '/account/coupons')).not.toContain('只给')
})

test('the owner makes one by the form, gives it and ends it', async () => {
  const owner = await site.opens('owner')
  const day = new Date(site.sandbox.time.now.getTime() + 86_400_000).toISOString().slice(0, 10)
  const fields = { intent: 'create', name: '表单', itemId, kind: 'amount', value: '19.9' }
  const made = await owner.submit('/studio/coupons', { ...fields, lastDay: day, maxUses: '3' })
  expect(made.status).toBe(303)
  const [row] = await site.sql`select id, amount_off_minor::int as off, max_uses as uses
    from coupon_campaigns where name = '表单'`
  expect(row).toMatchObject({ off: 1_990, uses: 3 })
  const bad = await owner.submit('/studio/coupons', { ...fields, value: '二十', lastDay: day })
  expect(bad.status).toBe(400)
  const nobody = { intent: 'give', campaignId: row?.id, segmentId: crypto.randomUUID() }
  expect((await owner.submit('/studio/coupons', nobody)).status).toBe(404)
  await owner.submit('/studio/coupons', { intent: 'end', campaignId: row?.id })
  const [ended] = await site.sql`select ended_at is not null as ended from coupon_campaigns
    where id = ${row?.id}`
  expect(ended?.ended).toBe(true)
})
