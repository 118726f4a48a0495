import * as commerce from '#commerce'
import type { Who } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Policy, World } from './policy.ts'

const members = [
  ...(['learner', 'buyer', 'reviewer', 'moderator', 'support'] as const),
  ...(['creator', 'author', 'owner'] as const),
]
const cashiers = ['support', 'owner'] as const
const owner = ['owner'] as const

const at = (
  may: readonly Who[],
  path: (world: World) => Promise<string> | string,
  form?: Fields,
): Policy => ({
  may,
  call: async (world) => ({ path: await path(world), ...(form && { form }) }),
})

/** Who may use the pages of invoices, disputes and the self-test. */
export const invoicePolicies: Record<string, Policy> = {
  'GET /account/invoices': at(members, () => '/account/invoices'),
  'POST /account/invoices': at(members, () => '/account/invoices', {
    intent: 'add',
    kind: 'personal',
    name: '张三',
  }),
  'GET /orders/:number/invoice': at(
    ['buyer', ...cashiers],
    async (world) => `/orders/${await sold(world)}/invoice`,
  ),
  'POST /orders/:number/invoice': {
    may: ['buyer'],
    call: async (world) => {
      const titleId = await once(world, 'title', title)
      const number = await once(world, 'to invoice', sell)
      return { path: `/orders/${number}/invoice`, form: { intent: 'ask', titleId } }
    },
  },
  'GET /invoices/:number/:part': at(
    ['buyer', ...cashiers],
    async (world) => `/invoices/${await once(world, 'issued', issued)}/blue`,
  ),
  'GET /studio/invoices': at(cashiers, () => '/studio/invoices'),
  'GET /studio/invoices/:number': at(
    cashiers,
    async (world) => `/studio/invoices/${await requested(world)}`,
  ),
  // Nobody issues for this site but people: who may ask is told so.
  'POST /studio/invoices/:number': {
    ...at(cashiers, async (world) => `/studio/invoices/${await requested(world)}`, {
      intent: 'send',
    }),
    status: 409,
  },
  'GET /studio/disputes': at(cashiers, () => '/studio/disputes'),
  'POST /studio/disputes': {
    may: cashiers,
    call: async (world) => ({
      path: '/studio/disputes',
      form: { orderNumber: await sold(world), reason: '没有收到课程', dueAt: '' },
    }),
  },
  'GET /studio/disputes/:disputeId': at(
    cashiers,
    async (world) => `/studio/disputes/${await complaint(world)}`,
  ),
  'POST /studio/disputes/:disputeId': at(
    cashiers,
    async (world) => `/studio/disputes/${await complaint(world)}`,
    { intent: 'note', note: '已经学完。' },
  ),
  'GET /studio/disputes/:disputeId/evidence': at(
    cashiers,
    async (world) => `/studio/disputes/${await complaint(world)}/evidence`,
  ),
  'GET /studio/selftest': at(owner, () => '/studio/selftest'),
  'POST /studio/selftest': at(owner, () => '/studio/selftest', {
    intent: 'start',
    provider: 'alipay',
  }),
}

const kept = new WeakMap<World['site'], Map<string, Promise<string>>>()

/** Made the first time and used again: a buyer pays only so often. */
function once(world: World, name: string, make: (world: World) => Promise<string>) {
  const made = kept.get(world.site) ?? new Map<string, Promise<string>>()
  kept.set(world.site, made)
  const found = made.get(name) ?? make(world)
  made.set(name, found)
  return found
}

const sold = (world: World) => once(world, 'sold', sell)
const requested = (world: World) => once(world, 'requested', request)
const complaint = (world: World) => once(world, 'complaint', complain)

async function sell({ site }: World): Promise<string> {
  const buyer = await site.person('buyer')
  const { placed, ref } = await site.order(buyer, await site.publish('文章'), 'wechat')
  site.sandbox.control.pay(ref)
  await site.deliver('wechat', site.notice(ref))
  return placed.number
}

async function title({ site }: World): Promise<string> {
  const buyer = site.as(await site.person('buyer'))
  return commerce.saveTitle(buyer, { kind: 'personal', name: '张三' })
}

async function request(world: World): Promise<string> {
  const { site } = world
  const titleId = await once(world, 'title', title)
  const wish = { titleId }
  return commerce.requestInvoice(site.as(await site.person('buyer')), await sell(world), wish)
}

async function issued(world: World): Promise<string> {
  const number = await request(world)
  const support = world.site.as(await world.site.person('support'))
  const bytes = Buffer.from('%PDF-1.7\n%%EOF\n')
  await commerce.issueInvoice(support, number, { issuedNumber: '12345678', bytes })
  return number
}

async function complain(world: World): Promise<string> {
  const { site } = world
  const wish = { orderNumber: await sell(world), reason: '没有收到课程', dueAt: null }
  return commerce.openComplaint(site.as(await site.person('support')), wish)
}
