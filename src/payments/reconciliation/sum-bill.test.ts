import { expect, test } from 'vitest'
import type { BillLine } from '../bill.ts'
import { sumBill } from './sum-bill.ts'

const line = (more: Partial<BillLine>): BillLine => ({
  kind: 'payment',
  outTradeNo: 'a',
  outRefundNo: null,
  tradeNo: 't',
  currency: 'CNY',
  amountMinor: 10_000n,
  feeE5: 60_000n,
  status: 'succeeded',
  at: null,
  ...more,
})

test('a refund that failed moves neither its money nor the fee written beside it', () => {
  const total = sumBill()
  total.add(line({}))
  const failed = line({ kind: 'refund', outRefundNo: 'r', feeE5: -60_000n, status: 'failed' })
  expect(total.add(failed)).toEqual({ feeMinor: 0n, feeShareMinor: 0n })
  expect(total.sums()).toEqual({
    CNY: { paidMinor: '10000', backMinor: '0', feeE5: '60000', movedMinor: '9940' },
  })
})
