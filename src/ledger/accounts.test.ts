import { expect, test } from 'vitest'
import { chart, ledgerAccounts, parseAccount, sideOf } from './accounts.ts'

const owner = '0199c0de-0000-7000-8000-000000000001'

test('every account that the platform books to is read back by its name', () => {
  const names = Object.values(ledgerAccounts).map((name) =>
    typeof name === 'string' ? { name, owner: null } : { name: name(owner), owner },
  )
  for (const one of names) {
    expect(parseAccount(one.name)).toMatchObject({ owner: one.owner })
  }
  expect(new Set(names.map(({ name }) => parseAccount(name)?.name)).size).toBe(
    Object.keys(chart).length,
  )
})

test('what is not in the chart is no account', () => {
  for (const name of ['', 'cash', 'payable', 'payable:', 'bank:x', 'refund-payable:x']) {
    expect(parseAccount(name)).toBeNull()
  }
})

test('assets and expenses grow by what is positive, the others by what is negative', () => {
  expect([sideOf('asset'), sideOf('expense')]).toEqual([1n, 1n])
  expect([sideOf('liability'), sideOf('income')]).toEqual([-1n, -1n])
})
