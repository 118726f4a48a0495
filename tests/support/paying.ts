import { eq } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { selling } from './selling.ts'
import type { openShop } from './shop.ts'

type Shop = Awaited<ReturnType<typeof openShop>>
type Person = Shop['owner']

export const ALIPAY = { method: 'alipay', account: 'zhuxi@example.com', name: '朱熹' } as const
export const WECHAT = { method: 'wechat', account: `o${'B'.repeat(27)}`, name: '朱熹' } as const
const HOUR = 3_600_000

/** A shop whose creators are paid out through the simulated gateways. */
export function paying(shop: Shop) {
  const { as, sandbox } = shop
  const sales = selling(shop)
  const payers = payments.payersFor(sandbox.simulators, () => sandbox.around)
  payments.configurePayers(payers)

  async function itemOf({ personId }: { personId: string }): Promise<string> {
    const itemId = await shop.publish('文章')
    await shop.db.update(items).set({ authorId: personId }).where(eq(items.id, itemId))
    return itemId
  }

  /** A creator to whom so many sales are payable, and where they want to be paid. */
  async function creatorWith(count: number, where: commerce.PayoutAccountInput = ALIPAY) {
    const person = await sales.member('收款人', 'creator')
    for (let sale = 0; sale < count; sale++) await sales.sell(await itemOf(person))
    await sales.settleAfter(8)
    await commerce.savePayoutAccount(as(person), where, { autoFromMinor: null })
    return person
  }

  async function accountsOf(personId: string) {
    const { payable } = await sales.stages(personId)
    return { payable, clearing: await sales.owed(`clearing:${personId}`) }
  }

  async function statusOf(person: Person) {
    const { items: found } = await commerce.listPayouts(as(person))
    return found.map(({ status }) => status)
  }

  /** As often as the worker looks within some hours. */
  async function send(rounds = 1): Promise<void> {
    for (let round = 0; round < rounds; round++) {
      await commerce.sendDuePayouts(as(shop.worker))
      shop.pass(HOUR)
    }
  }

  function sentFor(number: string) {
    return sandbox.control.transfers().filter(({ outNo }) => outNo === number)
  }

  return { ...sales, payers, itemOf, creatorWith, accountsOf, statusOf, send, sentFor }
}
