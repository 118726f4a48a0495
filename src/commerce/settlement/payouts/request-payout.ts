import { eq } from 'drizzle-orm'
import { actorName, hasRole } from '#kernel/actor.ts'
import { conflict, forbidden, invalid, unauthenticated } from '#kernel/errors.ts'
import { newId, randomCode } from '#kernel/ids.ts'
import { formatDecimal, money } from '#kernel/money.ts'
import { getBalance, ledgerAccounts, postTransfer } from '#ledger'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { payoutAccounts, payouts } from '../../tables.ts'
import { lockCreator } from '../lock-creator.ts'
import { notePayout } from './move-payout.ts'
import { openPayout, type Payout } from './payout.ts'

const NUMBER_LENGTH = 24

/**
 * Asks for what is payable to the actor, or a part of it; it leaves the payable at once, so that
 * however many ask, never more than that is paid. Above the site's limit a second person has to
 * agree. Throws `payout.no_account`, `payout.too_small`, `payout.not_enough`.
 */
export async function requestPayout(
  ctx: Ctx,
  { amountMinor }: { amountMinor?: bigint } = {},
): Promise<Payout> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  if (!hasRole(ctx.actor, 'creator')) throw forbidden()
  return openRequest(ctx, ctx.actor.personId, amountMinor)
}

/** The same for a person named by the platform itself. */
export async function openRequest(
  ctx: Ctx,
  personId: string,
  amountMinor: bigint | undefined,
): Promise<Payout> {
  return inTransaction(ctx, async (tx) => {
    await lockCreator(tx, personId)
    const [account] = await tx.db
      .select()
      .from(payoutAccounts)
      .where(eq(payoutAccounts.personId, personId))
    if (!account) throw conflict('payout.no_account')
    const { currency, payoutMinMinor, payoutApprovalAboveMinor } = await getSettings(tx)
    const payable = -(await getBalance(tx, ledgerAccounts.payable(personId), currency)).minor
    const wanted = amountMinor ?? payable
    if (wanted <= 0n || wanted > payable) {
      throw conflict('payout.not_enough', { payable: formatDecimal(money(payable, currency)) })
    }
    if (wanted < BigInt(payoutMinMinor)) {
      throw invalid('payout.too_small', {
        min: formatDecimal(money(BigInt(payoutMinMinor), currency)),
      })
    }
    const isLarge = wanted > BigInt(payoutApprovalAboveMinor)
    const [row] = await tx.db
      .insert(payouts)
      .values({
        id: newId(tx.now),
        number: `P${randomCode(NUMBER_LENGTH)}`,
        personId,
        amountMinor: wanted,
        currency,
        method: account.method,
        details: account.details,
        hint: account.hint,
        status: isLarge ? 'requested' : 'approved',
        requestedBy: actorName(tx.actor),
        approvedBy: isLarge ? null : 'system:within-limit',
        askAt: isLarge ? null : tx.now,
        createdAt: tx.now,
      })
      .returning()
    if (!row) throw new Error('insert returned no row')
    await notePayout(tx, row, null, isLarge ? 'above the limit' : 'within the limit')
    await postTransfer(tx, {
      key: `payout:${row.id}`,
      kind: 'payout',
      subject: `payout:${row.id}`,
      currency,
      postings: [
        { account: ledgerAccounts.payable(personId), amountMinor: wanted },
        { account: ledgerAccounts.clearing(personId), amountMinor: -wanted },
      ],
    })
    const amount = formatDecimal(money(wanted, currency))
    await audit(tx, 'payout.requested', `payout:${row.number}`, { amount, personId })
    await record(tx, { name: 'payout.requested', payoutId: row.id, personId })
    return openPayout(row)
  })
}
