import { and, eq, inArray } from 'drizzle-orm'
import { isCurrency, money, sameMoney } from '#kernel/money.ts'
import { cameFrom } from '#kernel/transitions.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ChargeFact } from '../provider.ts'
import { charges } from '../tables.ts'
import { type Charge, chargeTransitions } from './charge.ts'

/** What a fact did to a charge; `unchanged` is every repeat, and every older or open fact. */
export type ChargeOutcome = 'settled' | 'duplicate' | 'mismatched' | 'closed' | 'unchanged'

/**
 * Applies what a gateway says to one charge. The caller holds the lock on the subject, so that of
 * two charges of one subject exactly one settles and the other is a duplicate. States only move
 * forward; an amount, currency or merchant account that is not ours never settles.
 */
export async function applyChargeFact(
  tx: Ctx,
  charge: Charge,
  fact: ChargeFact,
): Promise<ChargeOutcome> {
  if (!tx.db.inTransaction) throw new Error('a fact is applied inside the caller’s transaction')
  if (fact.status === 'closed') return close(tx, charge)
  if (fact.status !== 'paid') return 'unchanged'
  const to = await paidStatus(tx, charge, fact)
  const [moved] = await tx.db
    .update(charges)
    .set({ status: to, tradeNo: fact.tradeNo, settledAt: fact.paidAt ?? tx.now, askAt: null })
    .where(and(eq(charges.id, charge.id), inArray(charges.status, cameFrom(chargeTransitions, to))))
    .returning({ id: charges.id })
  return moved ? to : 'unchanged'
}

async function paidStatus(
  tx: Ctx,
  charge: Charge,
  fact: ChargeFact,
): Promise<'settled' | 'duplicate' | 'mismatched'> {
  const { amountMinor, currency } = charge
  const ours = isCurrency(currency) ? money(amountMinor, currency) : null
  const agrees = ours && fact.amount && sameMoney(ours, fact.amount)
  if (!agrees || fact.account !== charge.account) return 'mismatched'
  const [settled] = await tx.db
    .select({ id: charges.id })
    .from(charges)
    .where(and(eq(charges.subject, charge.subject), eq(charges.status, 'settled')))
  return settled ? 'duplicate' : 'settled'
}

async function close(tx: Ctx, charge: Charge): Promise<ChargeOutcome> {
  const [closed] = await tx.db
    .update(charges)
    .set({ status: 'closed', askAt: null })
    .where(
      and(
        eq(charges.id, charge.id),
        inArray(charges.status, cameFrom(chargeTransitions, 'closed')),
      ),
    )
    .returning({ id: charges.id })
  return closed ? 'closed' : 'unchanged'
}
