import * as commerce from '#commerce'
import { saveSettings } from '#platform/settings/settings.ts'
import type { Who } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Policy, World } from './policy.ts'

type Site = World['site']

const deciders = ['support', 'owner'] as const
const BASE = 'http://localhost:3000'

/** A page about an order that the cast's buyer has just paid for, or is to pay by hand. */
function of(
  may: readonly Who[],
  make: (site: Site) => Promise<string>,
  path: (made: string) => string,
  fields?: (made: string) => Fields,
): Policy {
  return {
    may,
    call: async ({ site }) => {
      // One buyer asks for every role that is tried: more than anybody does in an hour.
      await site.sql`delete from rate_counters`
      await site.sql`delete from open_orders`
      const made = await make(site)
      return { path: path(made), ...(fields && { form: fields(made) }) }
    },
  }
}

/** Who may give back, decide about it, and see what was sent to a person's code. */
export const refundPolicies: Record<string, Policy> = {
  'GET /orders/:number/refund': of(['buyer', ...deciders], paidOrder, refundPath),
  'POST /orders/:number/refund': of(['buyer'], paidOrder, refundPath, () => ({
    positions: 'p0',
    amount: '19900',
    reason: '不合适',
  })),
  'GET /orders/:number/transfer': of(['buyer'], transferOrder, transferPath),
  'POST /orders/:number/transfer': of(['buyer'], transferOrder, transferPath, () => ({
    note: '尾号 1234',
  })),
  'GET /studio/refunds': of(
    deciders,
    async () => '',
    () => '/studio/refunds',
  ),
  'POST /studio/refunds': of(
    deciders,
    waitingRefund,
    () => '/studio/refunds',
    (caseId) => ({ caseId, decision: 'approve', note: '' }),
  ),
  'GET /studio/transfers': of(
    deciders,
    async () => '',
    () => '/studio/transfers',
  ),
  'POST /studio/transfers': of(
    deciders,
    claimedTransfer,
    () => '/studio/transfers',
    (proofId) => ({ intent: 'missing', proofId, reason: '没看到' }),
  ),
  'GET /studio/transfers/:proofId/picture': of(
    deciders,
    claimedTransfer,
    (proofId) => `/studio/transfers/${proofId}/picture`,
  ),
}

function refundPath(number: string): string {
  return `/orders/${number}/refund`
}

function transferPath(number: string): string {
  return `/orders/${number}/transfer`
}

async function paidOrder(site: Site): Promise<string> {
  const itemId = await site.publish('要退的')
  const { placed, ref } = await site.order(await site.person('buyer'), itemId, 'wechat')
  site.sandbox.control.pay(ref)
  await site.deliver('wechat', site.notice(ref))
  return placed.number
}

/** A refund that the buyer asked for after the window, so that a person must decide. */
async function waitingRefund(site: Site): Promise<string> {
  const number = await paidOrder(site)
  const buyer = site.as(await site.person('buyer'))
  const later = new Date(buyer.now.getTime() + 30 * 86_400_000)
  await commerce.returnItems({ ...buyer, now: later }, number, {
    positions: [0],
    reason: '不合适',
    expectedMinor: 19_900n,
    baseUrl: BASE,
  })
  const waiting = await commerce.listWaitingRefunds(site.as(await site.person('support')))
  return waiting.find(({ orderNumber }) => orderNumber === number)?.id ?? ''
}

async function transferOrder(site: Site): Promise<string> {
  await saveSettings(site.as(site.owner), {
    personalAlipayCode: 'https://qr.alipay.com/fkx01234',
  })
  const buyer = site.as(await site.person('buyer'))
  const { number } = await commerce.placeOrder(buyer, { itemId: await site.publish('转账的') })
  await commerce.startPayment(buyer, number, { method: 'personal', baseUrl: BASE })
  return number
}

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

async function claimedTransfer(site: Site): Promise<string> {
  const number = await transferOrder(site)
  const picture = Buffer.from(PIXEL, 'base64')
  const buyer = site.as(await site.person('buyer'))
  await commerce.submitProof(buyer, number, { note: '尾号 1234', picture })
  const { claimed } = await commerce.listTransfers(site.as(await site.person('support')))
  return claimed.find(({ orderNumber }) => orderNumber === number)?.proofId ?? ''
}
