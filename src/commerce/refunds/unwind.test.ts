import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PaidLine, type UnwindTerms, unwind } from './unwind.ts'

const plain: UnwindTerms = { chargesUse: true, couponMinimumMinor: null }

function line(position: number, paidMinor: bigint, change: Partial<PaidLine> = {}): PaidLine {
  return {
    position,
    paidMinor,
    returnedMinor: 0n,
    isReturned: false,
    used: { opened: 0, of: 1 },
    bundleShareMinor: 0n,
    couponShareMinor: 0n,
    gift: 'none',
    points: 0n,
    commissionMinor: 0n,
    ...change,
  }
}

/** Gives the lines back one after the other, as a buyer would on different days. */
function oneByOne(lines: PaidLine[], order: readonly number[], terms: UnwindTerms) {
  let state = lines
  const refunds: bigint[] = []
  for (const position of order) {
    const { lines: unwound, refundMinor } = unwind(state, [position], terms)
    refunds.push(refundMinor)
    state = state.map((one) => {
      const back = unwound.find((other) => other.position === one.position)
      if (!back) return one
      const returnedMinor = one.returnedMinor + back.refundMinor
      return { ...one, isReturned: true, returnedMinor }
    })
  }
  return { refunds, state, total: refunds.reduce((sum, refund) => sum + refund, 0n) }
}

const someLines = fc
  .array(
    fc.record({
      paid: fc.bigInt(0n, 100_000n),
      opened: fc.nat(12),
      of: fc.integer({ min: 1, max: 12 }),
      bundle: fc.bigInt(0n, 3_000n),
      coupon: fc.bigInt(0n, 3_000n),
      points: fc.bigInt(0n, 500n),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((rows) =>
    rows.map(({ paid, opened, of, bundle, coupon, points }, position) =>
      line(position, paid, {
        used: { opened, of },
        bundleShareMinor: bundle,
        couponShareMinor: coupon,
        points,
      }),
    ),
  )
const someTerms = fc.record({
  chargesUse: fc.boolean(),
  couponMinimumMinor: fc.option(fc.bigInt(0n, 200_000n), { nil: null }),
})

test('F51: three items of 100 fen less 10 % come back one by one to the last fen', () => {
  const lines = [line(0, 30n), line(1, 30n), line(2, 30n)]
  const uneven = [line(0, 31n), line(1, 30n), line(2, 29n)]
  for (const order of [
    [0, 1, 2],
    [2, 0, 1],
    [1, 2, 0],
  ]) {
    expect(oneByOne(lines, order, plain).refunds).toEqual([30n, 30n, 30n])
    expect(oneByOne(uneven, order, plain).total).toBe(90n)
  }
})

test('what was opened is paid for, rounded up', () => {
  const [unwound] = unwind([line(0, 100n, { used: { opened: 1, of: 3 } })], [0], plain).lines
  expect(unwound?.refundMinor).toBe(66n)
  expect(unwound?.deductions).toEqual([{ code: 'lessons_used', amountMinor: 34n }])
})

test('a bundle broken takes back the discount of what is kept, and returns it later', () => {
  const three = [0, 1, 2].map((n) => line(n, 80n, { bundleShareMinor: 20n }))
  const first = unwind(three, [0], plain)
  expect(first.refundMinor).toBe(40n)
  expect(first.lines[0]?.deductions).toEqual([{ code: 'bundle_broken', amountMinor: 40n }])
  expect(oneByOne(three, [0, 1, 2], plain).refunds).toEqual([40n, 100n, 100n])
})

test('a coupon is lost only when what is kept no longer reaches its minimum', () => {
  const lines = [line(0, 90n, { couponShareMinor: 10n }), line(1, 180n, { couponShareMinor: 20n })]
  const terms = { chargesUse: true, couponMinimumMinor: 200n }
  expect(unwind(lines, [0], terms).refundMinor).toBe(90n)
  expect(unwind(lines, [1], terms).lines[0]?.deductions).toEqual([
    { code: 'coupon_lost', amountMinor: 10n },
  ])
})

test('a gift nobody took comes back whole, one that was taken does not', () => {
  const used = { used: { opened: 1, of: 2 } }
  const gift = (state: PaidLine['gift']) =>
    unwind([line(0, 100n, { ...used, gift: state })], [0], plain).refundMinor
  expect([gift('unclaimed'), gift('claimed'), gift('none')]).toEqual([100n, 0n, 50n])
})

test('goodwill given before is part of the whole, not on top of it', () => {
  const { refundMinor, lines } = unwind([line(0, 100n, { returnedMinor: 30n })], [0], plain)
  expect(refundMinor).toBe(70n)
  expect(lines[0]?.deductions).toEqual([{ code: 'already_returned', amountMinor: 30n }])
})

test('all together and unused, every fen, every point and every commission comes back', () => {
  fc.assert(
    fc.property(someLines, someTerms, (lines, terms) => {
      const unused = lines.map((one) => ({ ...one, used: { opened: 0, of: 1 } }))
      const all = unused.map(({ position }) => position)
      const { refundMinor, lines: unwound } = unwind(unused, all, terms)
      expect(refundMinor).toBe(unused.reduce((sum, { paidMinor }) => sum + paidMinor, 0n))
      expect(unwound.map(({ points }) => points)).toEqual(unused.map(({ points }) => points))
    }),
  )
})

test('no sequence of returns ever gives more than was paid, and every reason adds up', () => {
  fc.assert(
    fc.property(someLines, someTerms, fc.infiniteStream(fc.nat()), (lines, terms, dice) => {
      const order = shuffled(
        lines.map(({ position }) => position),
        dice,
      )
      const { refunds, state } = oneByOne(lines, order, terms)
      for (const refund of refunds) expect(refund >= 0n).toBe(true)
      for (const { returnedMinor, paidMinor } of state) {
        expect(returnedMinor <= paidMinor).toBe(true)
      }
      const { lines: unwound } = unwind(lines, order, terms)
      for (const { position, refundMinor, deductions } of unwound) {
        const kept = deductions.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)
        expect(refundMinor + kept).toBe(lines[position]?.paidMinor)
      }
    }),
  )
})

test('without shared discounts the order of returning makes no difference', () => {
  fc.assert(
    fc.property(someLines, fc.infiniteStream(fc.nat()), (lines, dice) => {
      const single = lines.map((one) => ({ ...one, bundleShareMinor: 0n, couponShareMinor: 0n }))
      const all = single.map(({ position }) => position)
      const together = unwind(single, all, plain).refundMinor
      expect(oneByOne(single, shuffled(all, dice), plain).total).toBe(together)
    }),
  )
})

test('money returned never takes more points or commission than were given', () => {
  fc.assert(
    fc.property(someLines, fc.array(fc.nat(99), { maxLength: 5 }), (lines, parts) => {
      for (const one of lines) {
        let state = { ...one, commissionMinor: one.points }
        let points = 0n
        for (const part of parts) {
          state = { ...state, returnedMinor: (state.paidMinor * BigInt(part)) / 100n }
          points = unwind([state], [state.position], plain).lines[0]?.points ?? 0n
          expect(points >= 0n && points <= one.points).toBe(true)
        }
      }
    }),
  )
})

function shuffled(positions: number[], dice: IterableIterator<number>): number[] {
  const rest = [...positions]
  return positions.flatMap(() => rest.splice((dice.next().value ?? 0) % rest.length, 1))
}
