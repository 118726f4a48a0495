import { expect, test } from 'vitest'
import type { CloseOutcome, Provider } from '../provider.ts'
import { breakCircuit } from './break-circuit.ts'

/** A gateway of which only the close is called, and that answers what the test sets. */
function patient() {
  const state = { now: 0, calls: 0, answer: 'unknown' as CloseOutcome }
  const never = () => Promise.reject(new Error('not called here'))
  const provider: Provider = {
    name: 'alipay',
    account: 'a',
    capabilities: {
      channels: ['page'],
      currencies: ['CNY'],
      amounts: { min: 1n, max: 2n },
      refunds: null,
      bills: [],
    },
    createCharge: never,
    queryCharge: never,
    createRefund: never,
    queryRefund: never,
    readNotification: never,
    acknowledge: () => ({ status: 200, headers: {}, body: '' }),
    closeCharge: async () => {
      state.calls += 1
      return state.answer
    },
  }
  const breaker = breakCircuit(provider, () => new Date(state.now))
  return { state, breaker, close: () => breaker.provider.closeCharge('T1') }
}

async function trip(close: () => Promise<unknown>) {
  for (let n = 0; n < 5; n++) await close()
}

test('F42: after five unclear answers in a row the gateway is left alone for a while', async () => {
  const { state, breaker, close } = patient()
  await trip(close)
  expect(breaker.isClosed()).toBe(false)
  expect(await close()).toBe('unknown')
  expect(state.calls).toBe(5)
})

test('one call tries again when the while is over, and the others still wait', async () => {
  const { state, breaker, close } = patient()
  await trip(close)
  state.now = 30_000
  await Promise.all([close(), close(), close()])
  expect(state.calls).toBe(6)
  state.now = 60_000
  state.answer = 'closed'
  expect(await close()).toBe('closed')
  expect(breaker.isClosed()).toBe(true)
  await close()
  expect(state.calls).toBe(8)
})

test('a clear answer in between begins the count anew, even a refusal', async () => {
  const { state, breaker, close } = patient()
  for (let n = 0; n < 12; n++) {
    state.answer = n % 4 === 3 ? 'not_found' : 'unknown'
    await close()
  }
  expect(breaker.isClosed()).toBe(true)
  expect(state.calls).toBe(12)
})
