import { expect, test } from 'vitest'
import type { Difference } from '#payments'
import { writeDifferences } from './write-differences.ts'

const at = new Date('2026-11-23T01:00:00Z')
const plain: Difference = {
  ...{ id: '1', runId: '2', provider: 'alipay', account: '2021', date: '2026-11-22' },
  ...{ kind: 'amount', about: 'payment', subject: 'A1', tradeNo: '2088', currency: 'CNY' },
  ...{ chargeId: null, refundId: null, theirsMinor: 1_999n, oursMinor: -5n },
  ...{ theirStatus: null, ourStatus: null, state: 'resolved', askAt: null, asked: 0, seen: 1 },
  ...{ foundAt: at, toldAt: null, changedAt: at, changedBy: 'person:1', note: '' },
}

async function written(change: Partial<Difference>): Promise<string[]> {
  async function* one() {
    yield { ...plain, ...change }
  }
  const pieces: Uint8Array[] = []
  for await (const piece of writeDifferences(one())) pieces.push(piece)
  return Buffer.concat(pieces).toString().split('\r\n')
}

test('F72: what a stranger wrote into a bill or a note cannot become a formula', async () => {
  const evil = '=cmd|"/c calc"!A1'
  const [head, row] = await written({ subject: evil, note: '@SUM(1,2)\n', tradeNo: '-1+1' })
  expect(head?.startsWith('\ufefffound_at,gateway')).toBe(true)
  expect(row).toContain(`,"'=cmd|""/c calc""!A1",'-1+1,CNY,19.99,-0.05,`)
  expect(row).not.toMatch(/(^|,)"?[=@]/)
  const [, sober] = await written({ note: '已核对' })
  expect(sober?.endsWith(',已核对')).toBe(true)
})
