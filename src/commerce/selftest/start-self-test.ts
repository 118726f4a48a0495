import { actorName } from '#kernel/actor.ts'
import { AppError, conflict, forbidden, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { formatDecimal, type Money, money } from '#kernel/money.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { takeToken } from '#platform/limits/take-token.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { selfTests } from '../tables.ts'
import { mayTest, subjectOf } from './self-test.ts'
import { fail, mark } from './settle-self-test.ts'

const LIMIT = { name: 'self-test', max: 10, windowMs: 60 * 60_000 }
/** Stripe's sessions live half an hour at least. */
const LIVES_MS = 35 * 60_000

/**
 * Opens the smallest charge that a gateway takes, for the owner to pay. A gateway that does not
 * open it is a finding, not a refusal. Throws `selftest.not_testable`. Returns the test's id.
 */
export async function startSelfTest(
  ctx: Ctx,
  provider: payments.ProviderName,
  { baseUrl, device = 'desktop' }: { baseUrl: string; device?: payments.Device },
): Promise<string> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayTest(ctx.actor)) throw forbidden()
  if (!isTestable(provider)) throw conflict('selftest.not_testable')
  const amount = await testAmount(ctx, provider)
  const { capabilities } = payments.gatewayOf(provider)
  const channel = payments.channelFor(capabilities, { amount, device })
  if (!channel) throw conflict('selftest.not_testable')
  await takeToken(ctx, LIMIT, provider)
  const id = newId(ctx.now)
  await inTransaction(ctx, async (tx) => {
    const what = { id, provider, amountMinor: amount.minor, currency: amount.currency }
    const startedBy = actorName(tx.actor)
    await tx.db.insert(selfTests).values({ ...what, startedBy, createdAt: tx.now })
    await audit(tx, 'selftest.started', `selftest:${id}`, {
      provider,
      amount: formatDecimal(amount),
    })
  })
  try {
    await payments.openCharge(ctx, {
      subject: subjectOf({ id }),
      provider,
      channel,
      amount,
      description: '问渠收款自检',
      expiresAt: new Date(ctx.now.getTime() + LIVES_MS),
      baseUrl,
      returnPath: '/studio/selftest',
    })
    await mark(ctx, id, 'openedAt')
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await fail(ctx, id, String(error.details.gatewayCode ?? error.code))
  }
  return id
}

/** A person's own code has no machine behind it. */
export function isTestable(provider: payments.ProviderName): boolean {
  return provider !== 'personal' && payments.configuredGateways().includes(provider)
}

/** The least that the gateway takes, in the site's currency where it can. */
export async function testAmount(ctx: Ctx, provider: payments.ProviderName): Promise<Money> {
  const { currency } = await getSettings(ctx)
  const { amounts, currencies } = payments.gatewayOf(provider).capabilities
  return money(amounts.min, currencies.includes(currency) ? currency : (currencies[0] ?? currency))
}
