import { desc, eq } from 'drizzle-orm'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import type { Money } from '#kernel/money.ts'
import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { selfTests } from '../tables.ts'
import { mayTest, type StepState, stepsOf, subjectOf } from './self-test.ts'
import { isTestable, testAmount } from './start-self-test.ts'

export type SelfTest = {
  id: string
  createdAt: Date
  steps: StepState[]
  failure: string | null
  /** What the owner has to do to pay it; null once it is paid or cannot be. */
  action: payments.PayerAction | null
}
export type TestableGateway = {
  provider: payments.ProviderName
  amount: Money
  last: SelfTest | null
}

/** Each configured gateway with its last walk, for the owner. */
export async function listSelfTests(ctx: Ctx): Promise<TestableGateway[]> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayTest(ctx.actor)) throw forbidden()
  const testable = payments.configuredGateways().filter(isTestable)
  return Promise.all(
    testable.map(async (provider) => ({
      provider,
      amount: await testAmount(ctx, provider),
      last: await lastOf(ctx, provider),
    })),
  )
}

async function lastOf(ctx: Ctx, provider: string): Promise<SelfTest | null> {
  const [row] = await ctx.db
    .select()
    .from(selfTests)
    .where(eq(selfTests.provider, provider))
    .orderBy(desc(selfTests.id))
    .limit(1)
  if (!row) return null
  const charge = (await payments.listCharges(ctx, subjectOf(row))).at(-1)
  const payable = charge?.status === 'open' && charge.expiresAt > ctx.now
  const { id, createdAt, failure } = row
  return { id, createdAt, steps: stepsOf(row), failure, action: payable ? charge.action : null }
}
