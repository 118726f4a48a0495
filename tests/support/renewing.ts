import { eq } from 'drizzle-orm'
import * as commerce from '#commerce'
import { subscriptions } from '#commerce/tables.ts'
import * as library from '#library'
import * as payments from '#payments'
import { openShop } from './shop.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
export type Merchant = 'alipay' | 'wechat'

/** A shop that sells a month at a time, with learners who have it renewed. */
export async function openRenewalShop() {
  const shop = await openShop()
  const { as, sandbox } = shop
  // What gateways tell by themselves comes in through the front door.
  const baseUrl = sandbox.merchant.url.replace('/notify', '')
  let deaf = false
  sandbox.merchant.state.answer = async (raw) => {
    if (deaf) return { status: 503 }
    return commerce.takeNotification(as(), providerOf(raw), raw)
  }

  async function monthly(title: string, price = 2000n, months = 1): Promise<string> {
    const itemId = await shop.publish(title, price)
    await commerce.setTerm(as(shop.creator), itemId, months)
    return itemId
  }

  const find = async (agreementNo: string) => {
    const where = eq(subscriptions.agreementNo, agreementNo)
    const [found] = await shop.db.select().from(subscriptions).where(where)
    if (!found) throw new Error('no such subscription')
    return found
  }

  /** A learner who paid for a first month and has asked for the next ones, not signed yet. */
  async function asked(method: Merchant | 'stripe', itemId?: string) {
    const item = itemId ?? (await monthly('月读'))
    const buyer = await shop.buyer('月读者')
    await shop.buy(buyer, [item], method)
    const { action, agreementNo } = await ask(buyer, item, method)
    return { itemId: item, buyer, agreementNo, action, provider: method }
  }

  async function ask(
    buyer: Awaited<ReturnType<typeof shop.buyer>>,
    itemId: string,
    method: Merchant | 'stripe',
  ) {
    const choice = { method, baseUrl }
    const action = await commerce.startRenewal(as(buyer), itemId, choice)
    const [newest] = await shop.sql`select agreement_no from subscriptions
      where person_id = ${buyer.personId} order by id desc limit 1`
    const address = action.kind === 'qr' ? action.content : ''
    const url = action.kind === 'redirect' ? action.url : address
    if (method !== 'stripe') sandbox.control.open(url)
    return { action, agreementNo: String(newest?.agreement_no) }
  }

  function sign({ provider, agreementNo }: { provider: string; agreementNo: string }) {
    if (provider === 'alipay') return sandbox.control.sign({ agreementNo })
    if (provider === 'wechat') return sandbox.control.signContract({ agreementNo })
    return sandbox.control.pay({ provider: 'stripe', outTradeNo: agreementNo })
  }

  /** The same, signed, and known here to be. */
  async function signed(method: Merchant | 'stripe', itemId?: string) {
    const made = await asked(method, itemId)
    sign(made)
    await sandbox.control.deliver()
    return made
  }

  const work = () => commerce.renewDueSubscriptions(as(shop.worker), baseUrl)

  /** Time goes by in steps, and at each the gateways and the worker do what is due. */
  async function live(days: number, stepMs = 6 * HOUR) {
    const until = sandbox.time.now.getTime() + days * DAY
    while (sandbox.time.now.getTime() < until) {
      shop.pass(Math.min(stepMs, until - sandbox.time.now.getTime()))
      await round()
      if (sandbox.time.now.getTime() % (DAY / 2) < stepMs)
        await commerce.remindOfRenewals(as(shop.worker))
    }
  }

  async function round() {
    await sandbox.control.deliver()
    for (let n = 0; n < 4; n++) if ((await work()) === 0) break
  }

  async function periodsOf(agreementNo: string) {
    return shop.sql`select p.starts_at, p.ends_at, o.status, o.total_minor::text as total,
        o.id as order_id, o.number
      from subscription_periods p join subscriptions s on s.id = p.subscription_id
      join orders o on o.id = p.order_id
      where s.agreement_no = ${agreementNo} order by p.starts_at`
  }

  async function chargesOf(agreementNo: string): Promise<payments.Charge[]> {
    const periods = await periodsOf(agreementNo)
    const found = await Promise.all(
      periods.map(({ order_id }) => payments.findRecurringCharges(as(shop.worker), order_id)),
    )
    return found.flat()
  }

  const opens = async (buyer: Awaited<ReturnType<typeof shop.buyer>>, itemId: string) => {
    const { access } = await library.openItem(as(buyer), itemId)
    return access === 'owned'
  }

  const mails = async (part: string) => {
    const rows = await shop.sql`select subject from mails where subject like ${`%${part}%`}`
    return rows.length
  }

  return {
    ...shop,
    monthly,
    find,
    asked,
    ask,
    sign,
    signed,
    work,
    live,
    round,
    periodsOf,
    chargesOf,
    opens,
    mails,
    baseUrl,
    setDeaf: (value: boolean) => {
      deaf = value
    },
  }
}

function providerOf({ headers }: payments.RawNotification): payments.ProviderName {
  if (headers.has('stripe-signature')) return 'stripe'
  const form = headers.get('content-type')?.includes('x-www-form-urlencoded')
  return form ? 'alipay' : 'wechat'
}
