import { eq, inArray } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { type Currency, isCurrency } from '#kernel/money.ts'
import { ledgerAccounts, postTransfer, postTransfers } from '#ledger'
import type { Charge, ProviderName } from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import type { Order } from '../orders/order.ts'
import { keepShares, type Terms } from '../settlement/shares/keep-shares.ts'
import { ledgerSubject } from './ledger-subject.ts'

/**
 * What a gateway usually takes of a sale, in 1/10,000: an estimate until the day's bill is matched.
 * Alipay and WeChat Pay list 0.6 % for this kind of merchant, Stripe 2.9 %; a person's own code
 * costs nothing.
 */
const feeBasisPoints: Record<ProviderName, bigint> = {
  alipay: 60n,
  wechat: 60n,
  stripe: 290n,
  personal: 0n,
}

/** The estimated fee on an amount in minor units, rounded half up as the gateways' bills do. */
export function feeOn(provider: ProviderName, amountMinor: bigint): bigint {
  return (amountMinor * feeBasisPoints[provider] + 5_000n) / 10_000n
}

/**
 * Books a sale: the gateway owes the gross, everyone who has a share of a line is owed it, the fee
 * is a cost. A charge that differs by cents from the order (a personal code) leaves the rest in
 * `rounding`. What was sold for a time names its `terms`.
 */
export async function bookSale(
  tx: Ctx,
  order: Order,
  charge: Charge,
  terms: Terms = new Map(),
): Promise<void> {
  const currency = currencyOf(charge)
  const receivable = ledgerAccounts.gatewayReceivable(charge.provider)
  const subject = `order:${order.id}`
  const fee = feeOn(charge.provider, charge.amountMinor)
  await postTransfers(tx, [
    {
      key: `sale:${charge.id}`,
      kind: 'sale',
      subject,
      currency,
      postings: [
        { account: receivable, amountMinor: charge.amountMinor },
        ...(await keepShares(tx, order, terms)),
        {
          account: ledgerAccounts.rounding,
          amountMinor: order.total.minor - charge.amountMinor,
        },
      ],
    },
    {
      key: `fee:${charge.id}`,
      kind: 'fee',
      subject,
      currency,
      postings: [
        { account: ledgerAccounts.gatewayFees(charge.provider), amountMinor: fee },
        { account: receivable, amountMinor: -fee },
      ],
    },
  ])
}

/** Money that came without a right to stay: it is owed back until decided. */
export async function bookSuspense(tx: Ctx, charge: Charge): Promise<void> {
  await postTransfer(tx, {
    key: `suspense:${charge.id}`,
    kind: 'suspense',
    subject: ledgerSubject(charge.subject),
    currency: currencyOf(charge),
    postings: [
      {
        account: ledgerAccounts.gatewayReceivable(charge.provider),
        amountMinor: charge.amountMinor,
      },
      { account: ledgerAccounts.suspense(charge.provider), amountMinor: -charge.amountMinor },
    ],
  })
}

export async function authorsOf(ctx: Ctx, order: Order): Promise<Map<string, string>> {
  const itemIds = order.lines.map(({ itemId }) => itemId)
  const rows = await ctx.db
    .select({ id: items.id, authorId: items.authorId })
    .from(items)
    .where(itemIds.length === 1 ? eq(items.id, itemIds[0] ?? '') : inArray(items.id, itemIds))
  return new Map(rows.map(({ id, authorId }) => [id, authorId]))
}

export function currencyOf({ currency }: { currency: string }): Currency {
  if (!isCurrency(currency)) throw new Error(`unknown currency ${currency}`)
  return currency
}
