import { eq } from 'drizzle-orm'
import { actorName } from '#kernel/actor.ts'
import { conflict, invalid } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { formatDecimal, money } from '#kernel/money.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { sqlState } from '#platform/postgres/sql.ts'
import { requireUndisputed } from '../disputes/queries.ts'
import type { Order } from '../orders/order.ts'
import { bookRefund } from '../settling/book-refund.ts'
import { currencyOf } from '../settling/book-sale.ts'
import { refundCases, refundLines } from '../tables.ts'
import { settledCharge } from './queries.ts'
import type { CaseLine, CaseRow } from './refund-case.ts'

const MAX_REASON = 200

/** A reason that a person gave, without the spaces around it. Throws `refund.reason_needed`. */
export function reasonOf(text: string): string {
  const reason = text.trim()
  if (!reason || reason.length > MAX_REASON) {
    throw invalid('refund.reason_needed', { max: MAX_REASON })
  }
  return reason
}

type Wish = { reason: string; lines: CaseLine[]; waitsFor: CaseRow['waitsFor'] }

/**
 * Writes down a wish to give back, the order being locked. One that waits for nobody becomes a
 * refund at once, in the same transaction. Throws `refund.under_way` while another one waits,
 * `refund.nothing_left`, `refund.disputed`.
 */
export async function openCase(
  tx: Ctx,
  order: Order,
  { reason, lines, waitsFor }: Wish,
): Promise<{ opened: CaseRow; refund: payments.Refund | null }> {
  await requireUndisputed(tx, order.id)
  const amountMinor = lines.reduce((sum, line) => sum + line.amountMinor, 0n)
  if (amountMinor <= 0n) throw conflict('refund.nothing_left')
  const values = {
    id: newId(tx.now),
    orderId: order.id,
    amountMinor,
    currency: order.total.currency,
    reason,
    status: waitsFor ? ('waiting' as const) : ('approved' as const),
    waitsFor,
    requestedBy: actorName(tx.actor),
    createdAt: tx.now,
  }
  const opened = await insertCase(tx, values)
  await tx.db.insert(refundLines).values(
    lines.map((line) => ({
      ...line,
      caseId: opened.id,
      deductions: line.deductions.map(({ code, amountMinor: minor }) => ({
        code,
        amountMinor: String(minor),
      })),
    })),
  )
  if (waitsFor) {
    await record(tx, { name: 'refund.waiting', orderId: order.id, caseId: opened.id })
    return { opened, refund: null }
  }
  return { opened, refund: await startRefund(tx, order, opened, lines) }
}

async function insertCase(tx: Ctx, values: typeof refundCases.$inferInsert): Promise<CaseRow> {
  try {
    const [row] = await tx.db.insert(refundCases).values(values).returning()
    if (!row) throw new Error('insert returned no row')
    return row
  } catch (error) {
    if (sqlState(error) === '23505') throw conflict('refund.under_way')
    throw error
  }
}

/**
 * Turns a decided case into an intent to refund and books it; the gateway is asked later. Throws
 * `refund.exceeds_line`, `refund.too_much`, `refund.disputed` and what the gateway's limits refuse.
 */
export async function startRefund(
  tx: Ctx,
  order: Order,
  { id: caseId, amountMinor, reason }: CaseRow,
  lines: readonly Pick<CaseLine, 'position' | 'amountMinor'>[],
): Promise<payments.Refund> {
  await requireUndisputed(tx, order.id)
  const charge = await settledCharge(tx, order)
  const currency = currencyOf(charge)
  const amount = money(amountMinor, currency)
  const refund = await payments.requestRefund(tx, { chargeId: charge.id, amount, reason })
  await bookRefund(
    tx,
    order,
    { id: refund.id, currency },
    lines.map(({ position, amountMinor: minor }) => ({ position, amountMinor: minor })),
  )
  await tx.db.update(refundCases).set({ refundId: refund.id }).where(eq(refundCases.id, caseId))
  await audit(tx, 'refund.requested', `order:${order.id}`, {
    number: order.number,
    amount: formatDecimal(amount),
    reason,
    by: actorName(tx.actor),
  })
  await record(tx, { name: 'refund.requested', orderId: order.id, refundId: refund.id })
  return refund
}
