import * as commerce from '#commerce'
import * as library from '#library'
import { insertPerson } from './insert-person.ts'
import { BASE, type gatewayNames, openShop } from './shop.ts'

/** A shop with what tests of refunds need again and again. */
export async function openRefundShop() {
  const shop = await openShop()
  const { as, sandbox, sql } = shop
  const support = await insertPerson(shop, '客服', 'support')
  async function bought(method: (typeof gatewayNames)[number], prices: bigint[]) {
    const buyer = await shop.buyer('买')
    const itemIds: string[] = []
    for (const price of prices) itemIds.push(await shop.publish(`书${price}`, price))
    const { number, ref } = await shop.buy(buyer, itemIds, method)
    return { buyer, itemIds, number, ref }
  }

  const statusOf = async (number: string) =>
    (await commerce.getOrder(as(shop.owner), number)).status
  const heldBy = async (buyer: Awaited<ReturnType<typeof shop.buyer>>, itemIds: string[]) =>
    (await library.holds(as(buyer), itemIds)).size
  const atGateway = (outTradeNo: string) =>
    sandbox.control.trades().find((trade) => trade.outTradeNo === outTradeNo)?.refunds ?? []
  const part = (position: number, amountMinor: bigint, returns = true) => ({
    position,
    amountMinor,
    returns,
  })

  /** Lets refunds that wait for the gateway reach it, an hour later. */
  async function carry() {
    shop.pass(3_600_000)
    await sandbox.control.deliver()
    await commerce.carryDueRefunds(as(shop.worker), BASE)
    for (const trade of sandbox.control.trades()) {
      for (const { outRefundNo, status } of trade.refunds) {
        if (status === 'PROCESSING') sandbox.control.settleRefund({ outRefundNo })
      }
    }
    shop.pass(3_600_000)
    await commerce.carryDueRefunds(as(shop.worker), BASE)
  }

  /** All balances of the ledger, to compare before and after. */
  async function balances() {
    const rows = await sql`select account, sum(amount_minor)::text as sum from ledger_entries
      group by account having sum(amount_minor) <> 0 order by account`
    return rows.map(({ account, sum }) => [account, sum])
  }

  return { ...shop, support, bought, statusOf, heldBy, atGateway, part, carry, balances }
}
