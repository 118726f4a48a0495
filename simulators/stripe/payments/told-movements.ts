import type { BillFault } from '../../engine/faults.ts'
import type { StripeBooks } from '../stripe-books.ts'
import type { Movement } from './movement.ts'

/**
 * The merchant's balance as the list tells it, with what is planned to be wrong with single rows. A
 * row's amount is its source's, and no list has one that Stripe does not know: those faults are not
 * Stripe's.
 */
export function toldMovements(books: StripeBooks): Movement[] {
  return books.world.faults
    .bill('stripe')
    .reduce<Movement[]>((told, fault) => spoil(books, told, fault), books.movements.all())
}

function spoil(books: StripeBooks, told: Movement[], fault: BillFault): Movement[] {
  if (fault.kind !== 'missingRow' && fault.kind !== 'duplicateRow') return told
  return told.flatMap((one) => {
    if (!meant(books, one, fault)) return [one]
    return fault.kind === 'missingRow' ? [] : [one, { ...one, id: `${one.id}_again` }]
  })
}

function meant(
  books: StripeBooks,
  { source }: Movement,
  { outTradeNo, outRefundNo }: { outTradeNo: string; outRefundNo?: string },
): boolean {
  const moved = outRefundNo ? books.refunds.get(source) : books.charges.get(source)
  return Object.values(moved?.metadata ?? {}).includes(outRefundNo ?? outTradeNo)
}
