import { expect, test } from 'vitest'
import { plantCanaries } from '#tests/canaries.ts'
import type { HttpBrowser } from '#tests/http-browser.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const { second } = await plantCanaries(site)
const { sandbox, sql } = site

const inside = { 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) MicroMessenger/8.0.50' }
const phone = { 'User-Agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Mobile Safari/604.1' }

const locationOf = (response: Response) => response.headers.get('location') ?? ''

/** Checks out as a browser inside WeChat does; answers the page on which the order is paid. */
async function checkOut(who: HttpBrowser, headers = inside): Promise<string> {
  const csrf = await who.csrf('/account')
  const fields = { csrf, total: '19900', method: 'wechat' }
  const placed = await who.post(`/checkout/${second.id}`, fields, headers)
  expect(placed.status).toBe(307)
  return new URL(locationOf(placed), site.config.publicUrl).pathname
}

async function pay(who: HttpBrowser, page: string, headers = inside): Promise<Response> {
  return who.post(page, { csrf: await who.csrf('/account'), method: 'wechat' }, headers)
}

/** Goes to WeChat as the browser is told to, and back with its code. */
async function roundTrip(who: HttpBrowser, address: string): Promise<Response> {
  expect(address).toContain('/connect/oauth2/authorize?appid=wx')
  const wechat = await fetch(address, { redirect: 'manual' })
  const back = new URL(locationOf(wechat))
  return who.ask(back.pathname + back.search, { headers: inside })
}

function parametersIn(html: string): Record<string, string> {
  const text = /data-wallet="([^"]+)"/.exec(html)?.[1]?.replaceAll('&quot;', '"')
  if (!text) throw new Error('no wallet on the page')
  return JSON.parse(text)
}

test('a payer inside WeChat is sent for the openid, comes back and pays', async () => {
  const learner = await site.opens('learner')
  const page = await checkOut(learner)
  const sent = await pay(learner, page)
  expect(sent.status).toBe(303)
  const back = await roundTrip(learner, locationOf(sent))
  expect([back.status, locationOf(back)]).toEqual([303, `${page}?method=wechat`])
  expect(back.headers.get('set-cookie')).toMatch(
    /^payer_wechat=oSandbox\w+\.\d+\.[\w-]{43}; Path=\/orders; .*HttpOnly; SameSite=Lax/,
  )
  const shown = await learner.ask(page, { headers: inside })
  expect(shown.status).toBe(200)
  const opened = await pay(learner, page)
  expect(opened.status).toBe(200)
  const parameters = parametersIn(await opened.text())
  expect(parameters).toMatchObject({
    signType: 'RSA',
    package: expect.stringMatching(/^prepay_id=/),
  })
  expect(opened.headers.get('content-security-policy')).toContain('https://open.weixin.qq.com')
  const body = new URLSearchParams(`${parameters.package}&action=pay`)
  await fetch(`${sandbox.simulators.url}/wechat/cashier`, { method: 'POST', body })
  const number = page.split('/')[2] ?? ''
  await learner.ask(`/pay/return?order=${number}`, { headers: inside })
  const [order] = await sql`select status from orders where number = ${number}`
  expect(order?.status).toBe('paid')
})

test('what somebody else was sent back with is of no use, and leads round no circle', async () => {
  const [learner, buyer] = [await site.opens('reviewer'), await site.opens('moderator')]
  const page = await checkOut(learner)
  const address = locationOf(await pay(learner, page))
  const back = new URL(locationOf(await fetch(address, { redirect: 'manual' })))
  const own = await checkOut(buyer)
  const stolen = await buyer.ask(own + back.search, { headers: inside })
  expect(locationOf(stolen)).toBe(`${own}?payer=unknown`)
  expect(stolen.headers.get('set-cookie') ?? '').not.toContain('payer_wechat')
  expect((await buyer.ask(`${own}?payer=unknown`, { headers: inside })).status).toBe(200)
  const again = await buyer.post(
    `${own}?payer=unknown`,
    { csrf: await buyer.csrf('/account'), method: 'wechat' },
    inside,
  )
  expect(await again.text()).toContain('微信没有告诉我们是谁在付款')
  const once = await learner.ask(back.pathname + back.search, { headers: inside })
  expect(locationOf(once)).toBe(`${page}?method=wechat`)
  const kept = learner.jar.get('payer_wechat') ?? ''
  buyer.jar.set('payer_wechat', kept)
  expect(locationOf(await buyer.ask(own, { headers: inside }))).toContain('/connect/oauth2/')
})

test('a phone’s browser is led into WeChat, each time by a living address', async () => {
  const creator = await site.opens('support')
  const page = await checkOut(creator, phone)
  const first = locationOf(await pay(creator, page, phone))
  expect(first).toMatch(/\/wechat\/h5\?prepay_id=wx\w+&package=\w+&redirect_url=/)
  sandbox.time.now = new Date(sandbox.time.now.getTime() + 5 * 60_000)
  const second = locationOf(await pay(creator, page, phone))
  expect(second).not.toBe(first)
  expect((await fetch(second)).status).toBe(200)
  const number = page.split('/')[2] ?? ''
  const rows = await sql`select c.channel from charges c join orders o on o.id::text = c.subject
    where o.number = ${number}`
  expect(rows.map(({ channel }) => channel)).toEqual(['h5'])
})
