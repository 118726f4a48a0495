import * as commerce from '#commerce'
import type { Role } from '#kernel/actor.ts'
import { getBalance } from '#ledger'
import { insertPerson } from './insert-person.ts'
import { BASE, type openShop } from './shop.ts'

type Shop = Awaited<ReturnType<typeof openShop>>

const DAY = 86_400_000

/** Sales, refunds and days of a shop, as the tests of its money need them. */
export function selling(shop: Shop) {
  const { as, sandbox } = shop

  const member = (name: string, ...roles: Role[]) => insertPerson(shop, name, ...roles)

  /** A buyer orders, pays and is believed; returns the order. */
  async function sell(itemId: string, method: 'alipay' | 'wechat' = 'alipay') {
    const buyer = await shop.buyer('买家')
    const { placed, ref } = await shop.order(buyer, itemId, method)
    sandbox.control.pay(ref)
    await shop.deliver(method, shop.notice(ref))
    return { ...placed, buyer, ref }
  }

  async function refund(number: string) {
    await commerce.refundOrder(as(shop.owner), number, { reason: '不合适', baseUrl: BASE })
  }

  /** What an account owes (liabilities and income grow by negative entries), in fen. */
  async function owed(account: string): Promise<bigint> {
    return -(await getBalance(as(shop.worker), account, 'CNY')).minor
  }

  async function stages(personId: string) {
    const [deferred, held, payable] = await Promise.all(
      ['deferred', 'held', 'payable'].map((name) => owed(`${name}:${personId}`)),
    )
    return { deferred, held, payable }
  }

  /** Some days go by, and at the end of them the worker does the day's settlement. */
  async function settleAfter(days: number): Promise<void> {
    shop.pass(days * DAY)
    await commerce.recogniseEarnings(as(shop.worker))
    await commerce.releaseHeld(as(shop.worker))
  }

  return { member, sell, refund, owed, stages, settleAfter, DAY }
}
