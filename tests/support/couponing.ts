import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import type { openShop } from './shop.ts'

type Shop = Awaited<ReturnType<typeof openShop>>
type Person = Awaited<ReturnType<Shop['buyer']>>

const DAY = 86_400_000

/** Campaigns and coupons of a shop, as the tests of discounts need them. */
export function couponing(shop: Shop) {
  const { as, sql } = shop

  /** Ten days, for anything, unless said otherwise. */
  function campaign(
    off: commerce.CampaignInput['off'],
    change: object = {},
    by: Actor = shop.owner,
  ) {
    return commerce.createCampaign(as(by), {
      name: '开学',
      itemId: null,
      off,
      validUntil: new Date(as().now.getTime() + 10 * DAY),
      maxUses: null,
      ...change,
    })
  }

  async function give(campaignId: string, ...people: Person[]) {
    const personIds = people.map(({ personId }) => personId)
    return commerce.grantCoupons(as(shop.owner), { campaignId, personIds })
  }

  /** The person's coupons as rows: what holds them and whether they are used. */
  async function grantsOf({ personId }: Person) {
    return sql`select id, order_id as "orderId", used_at is not null as used from coupon_grants
      where person_id = ${personId} order by id`
  }

  async function stateOf(person: Person) {
    const { items } = await commerce.listMyCoupons(as(person))
    return items.map(({ state }) => state)
  }

  return { campaign, give, grantsOf, stateOf, DAY }
}
