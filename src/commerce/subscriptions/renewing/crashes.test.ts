import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as commerce from '#commerce'
import * as payments from '#payments'
import { openRenewalShop } from '#tests/renewing.ts'

const shop = await openRenewalShop()
const { as, sandbox } = shop
const HOUR = 3_600_000

/** The process dies so many gateway calls from now, before or after the call was made. */
type Death = { after: number; when: 'before' | 'after' }
let deaths: Death[] = []

function mortal<R extends payments.Recurring>(recurring: R): R {
  const dying = async <T>(call: () => Promise<T>): Promise<T> => {
    const [next] = deaths
    if (next && next.after-- <= 0) {
      deaths.shift()
      if (next.when === 'after') await call()
      throw new Error('killed')
    }
    return call()
  }
  const { announceCharge } = recurring
  return {
    ...recurring,
    charge: (request) => dying(() => recurring.charge(request)),
    queryAgreement: (...asked) => dying(() => recurring.queryAgreement(...asked)),
    announceCharge: announceCharge && ((request) => dying(() => announceCharge(request))),
  }
}

payments.configureGateways(
  Object.values(sandbox.providers).map((provider) => ({
    ...provider,
    ...(provider.recurring && { recurring: mortal(provider.recurring) }),
  })),
  () => sandbox.time.now,
)

const death = fc.record({
  after: fc.nat(2),
  when: fc.constantFrom('before' as const, 'after' as const),
})

test.each(['alipay', 'wechat'] as const)(
  'I8: two workers and random deaths at %s: at most one paid charge for each period',
  async (method) => {
    await fc.assert(
      fc.asyncProperty(fc.array(death, { maxLength: 5 }), async (planned) => {
        await shop.sql`update subscriptions set step_at = null`
        deaths = []
        const { agreementNo, buyer, itemId } = await shop.signed(method)
        const { currentPeriodEnd } = await shop.find(agreementNo)
        const ahead = currentPeriodEnd.getTime() - sandbox.time.now.getTime()
        await shop.live((ahead - 60 * HOUR) / 86_400_000, 48 * HOUR)
        deaths = planned.map((one) => ({ ...one }))
        for (let n = 0; n < 60; n++) {
          shop.pass(2 * HOUR)
          await sandbox.control.deliver()
          await Promise.all([shop.work(), shop.work()])
        }
        deaths = []
        await shop.live(1)
        const [charge, ...more] = await shop.chargesOf(agreementNo)
        expect([charge?.status, more]).toEqual(['settled', []])
        expect(await shop.periodsOf(agreementNo)).toHaveLength(1)
        const taken = sandbox.control
          .trades()
          .filter(({ outTradeNo }) => outTradeNo === charge?.outTradeNo)
        expect(taken).toHaveLength(1)
        expect(await shop.opens(buyer, itemId)).toBe(true)
      }),
      { numRuns: 5 },
    )
    expect((await commerce.verifyBooks(as(shop.worker))).findings).toEqual([])
    expect(await shop.booksAreRight()).toBe(true)
  },
)
