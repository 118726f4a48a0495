import * as commerce from '#commerce'
import { roles } from '#tests/cast.ts'
import type { Policy, World } from './policy.ts'

const BASE = 'http://localhost:3000'
const members = roles.filter((who) => who !== 'visitor' && who !== 'suspended')

/** Who may see and change how their terms renew: everybody their own, nobody another's. */
export const renewalPolicies: Record<string, Policy> = {
  'GET /account/renewals': { may: members, call: () => ({ path: '/account/renewals' }) },
  'POST /account/renewals': {
    may: ['buyer'],
    call: async ({ site }) => {
      const renewalId = await askedRenewal(site)
      return { path: '/account/renewals', form: { intent: 'cancel', renewalId } }
    },
  },
}

/** The buyer has paid for a month and asked for the next ones. */
async function askedRenewal(site: World['site']): Promise<string> {
  await site.sql`delete from rate_counters`
  await site.sql`delete from open_orders`
  const itemId = await site.publish('按月的')
  await commerce.setTerm(site.as(site.creator), itemId, 1)
  const who = await site.person('buyer')
  const { ref } = await site.order(who, itemId, 'wechat')
  site.sandbox.control.pay(ref)
  await site.deliver('wechat', site.notice(ref))
  await commerce.startRenewal(site.as(who), itemId, { method: 'alipay', baseUrl: BASE })
  const states = await commerce.listMyRenewals(site.as(who))
  return states.find((one) => one.itemId === itemId)?.renewal?.id ?? ''
}
