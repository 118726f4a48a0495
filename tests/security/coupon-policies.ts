import { form, members, type Policy, page } from './policy.ts'

/** Coupons are given by the owner; everybody sees their own. */
export const couponPolicies: Record<string, Policy> = {
  'GET /account/coupons': page(members, () => '/account/coupons'),
  'GET /studio/coupons': page(['owner'], () => '/studio/coupons'),
  'POST /studio/coupons': form(['owner'], '/studio/coupons', {
    intent: 'create',
    name: '开学',
    itemId: '',
    kind: 'percent',
    value: '20',
    lastDay: lastDay(),
    maxUses: '',
  }),
}

/** A month from today: a campaign ends in the future. */
function lastDay(): string {
  return new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
}
