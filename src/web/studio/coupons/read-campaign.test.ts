import { expect, test } from 'vitest'
import { readCampaign } from './read-campaign.ts'

const filled = {
  name: '开学',
  itemId: '',
  kind: 'percent',
  value: '20',
  lastDay: '2026-03-31',
  maxUses: '',
}
const read = (change: Partial<typeof filled>) =>
  readCampaign((name) => ({ ...filled, ...change })[name as keyof typeof filled] ?? '', 'CNY')

test('a percentage, with or without its sign, until the end of the day in Beijing', () => {
  const campaign = {
    name: '开学',
    itemId: null,
    off: { percent: 20 },
    validUntil: new Date('2026-03-31T15:59:59Z'),
    maxUses: null,
  }
  expect(read({})).toEqual(campaign)
  expect(read({ value: '20%' })).toEqual(campaign)
  expect(read({ value: ' 20 ％ ' })).toEqual(campaign)
})

test('an amount in exact fen, and a limit', () => {
  expect(read({ kind: 'amount', value: '19.9', maxUses: '300' })).toMatchObject({
    off: { amountMinor: 1_990n },
    maxUses: 300,
  })
})

test.each(['', '-1', '1e2', '２０', '20.5', '9'.repeat(10)])(
  'no percentage is read from “%s”',
  (value) => {
    expect(read({ value })).toMatchObject({ off: { percent: 0 } })
  },
)

test('what is no amount and no day is refused, the one here and the other by the campaign', () => {
  const code = 'price.unreadable'
  expect(() => read({ kind: 'amount', value: '1.999' })).toThrow(expect.objectContaining({ code }))
  for (const lastDay of ['', 'soon', '2026-13-40', '2026-3-1']) {
    expect(read({ lastDay }).validUntil).toEqual(new Date(0))
  }
  expect(read({ maxUses: '-3' }).maxUses).toBe(0)
})
