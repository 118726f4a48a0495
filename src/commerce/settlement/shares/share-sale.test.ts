import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ShareRules, shareSale } from './share-sale.ts'
import { type ShareRow, takeFromShares } from './take-from-shares.ts'

const rules = fc
  .record({
    basisPoints: fc.integer({ min: 0, max: 9_000 }),
    fixedMinor: fc.bigInt(0n, 100_000n),
    parts: fc.array(fc.integer({ min: 1, max: 3_000 }), { maxLength: 3 }),
  })
  .map(
    ({ basisPoints, fixedMinor, parts }): ShareRules => ({
      authorId: 'author',
      fee: { basisPoints, fixedMinor },
      collaborators: parts.map((part, index) => ({ personId: `c${index}`, basisPoints: part })),
    }),
  )
const amounts = fc.bigInt(0n, 10_000_000n)

function sum(parts: readonly { amountMinor: bigint }[]): bigint {
  return parts.reduce((total, { amountMinor }) => total + amountMinor, 0n)
}

test('whatever the rules, the shares of a line sum to it and none is negative', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ amountMinor: amounts, rules }), { maxLength: 5 }), (lines) => {
      const shares = shareSale(lines)
      lines.forEach(({ amountMinor }, index) => {
        expect(sum(shares[index] ?? [])).toBe(amountMinor)
        expect((shares[index] ?? []).every((share) => share.amountMinor >= 0n)).toBe(true)
      })
    }),
  )
})

test('the platform keeps its rate and its fixed part, collaborators share the rest', () => {
  const [shares] = shareSale([
    {
      amountMinor: 19_900n,
      rules: {
        authorId: 'a',
        fee: { basisPoints: 1_000, fixedMinor: 100n },
        collaborators: [{ personId: 'b', basisPoints: 3_000 }],
      },
    },
  ])
  expect(shares).toEqual([
    { role: 'platform', personId: null, amountMinor: 2_080n },
    { role: 'author', personId: 'a', amountMinor: 12_474n },
    { role: 'collaborator', personId: 'b', amountMinor: 5_346n },
  ])
})

test('a fixed fee never takes more than the line', () => {
  const fee = { basisPoints: 0, fixedMinor: 500n }
  const [shares] = shareSale([
    { amountMinor: 300n, rules: { authorId: 'a', fee, collaborators: [] } },
  ])
  expect(shares?.map(({ amountMinor }) => amountMinor)).toEqual([300n, 0n])
})

test('partial refunds of a line, in any steps, end with every share at nothing', () => {
  fc.assert(
    fc.property(
      amounts.filter((amount) => amount > 0n),
      rules,
      fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 6 }),
      (amountMinor, itsRules, steps) => {
        const [shares = []] = shareSale([{ amountMinor, rules: itsRules }])
        let rows = shares.map((share, rank) => rowOf(share, rank))
        const refund = (amount: bigint) => {
          const given = takeFromShares(rows, [], amount) ?? []
          expect(sum(given)).toBe(amount)
          for (const { share, amountMinor: taken, takings } of given) {
            expect(sum(takings)).toBe(taken)
            expect(taken <= share.amountMinor - share.refundedMinor).toBe(true)
          }
          rows = rows.map((row) => {
            const taken = given.find(({ share }) => share.rank === row.rank)?.amountMinor ?? 0n
            return { ...row, refundedMinor: row.refundedMinor + taken }
          })
        }
        let left = amountMinor
        for (const step of steps) {
          const part = (left * BigInt(step)) / 1_000n
          refund(part)
          left -= part
        }
        expect(takeFromShares(rows, [], left + 1n)).toBeNull()
        refund(left)
        expect(rows.every((row) => row.refundedMinor === row.amountMinor)).toBe(true)
      },
    ),
  )
})

test('a refund takes what is not earned, then the newest of the hold, then the payable', () => {
  const row = {
    ...rowOf({ role: 'author', personId: 'a', amountMinor: 100n }, 0),
    deferredMinor: 30n,
  }
  const lot = { orderId: 'o', position: 0, rank: 0, personId: 'a', currency: 'CNY' }
  const lots = [
    { ...lot, day: '2026-03-01', leftMinor: 20n },
    { ...lot, day: '2026-03-02', leftMinor: 20n },
  ]
  const [given] = takeFromShares([row], lots, 95n) ?? []
  expect(given?.takings.map(({ stage, day, amountMinor }) => [stage, day, amountMinor])).toEqual([
    ['deferred', null, 30n],
    ['held', '2026-03-02', 20n],
    ['held', '2026-03-01', 20n],
    ['payable', null, 25n],
  ])
})

function rowOf(
  share: { role: ShareRow['role']; personId: string | null; amountMinor: bigint },
  rank: number,
): ShareRow {
  return {
    ...share,
    orderId: 'o',
    position: 0,
    rank,
    currency: 'CNY',
    deferredMinor: 0n,
    refundedMinor: 0n,
  }
}
