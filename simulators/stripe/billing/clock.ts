import { newId, type StripeBooks, secondsNow } from '../stripe-books.ts'
import { emit } from '../stripe-events.ts'
import type { Input } from '../stripe-routes.ts'
import { neededInteger, textOf } from '../wire/read-params.ts'
import { pageOf } from '../wire/render.ts'
import { badRequest, missing } from '../wire/stripe-problem.ts'
import { runBilling } from './run-billing.ts'

export type TestClock = {
  id: string
  object: 'test_helpers.test_clock'
  created: number
  deletes_after: number
  frozen_time: number
  livemode: false
  name: string | null
  status: 'ready' | 'advancing'
}

/** Clocks are thrown away after thirty days. */
const LIFE_SECONDS = 30 * 86_400
/** One step may be as long as two periods of the shortest subscription; a year is allowed here. */
const LONGEST_STEP_SECONDS = 366 * 86_400

export function createClock(books: StripeBooks, { params }: Input): TestClock {
  const id = newId(books, 'clock')
  const created = secondsNow(books)
  return books.clocks.put(id, {
    id,
    object: 'test_helpers.test_clock',
    created,
    deletes_after: created + LIFE_SECONDS,
    frozen_time: neededInteger(params, 'frozen_time'),
    livemode: false,
    name: textOf(params, 'name'),
    status: 'ready',
  })
}

export function retrieveClock(books: StripeBooks, { id }: Input): TestClock {
  const clock = books.clocks.get(id)
  if (!clock) throw missing('test_clock', id)
  return clock
}

export function listClocks(books: StripeBooks, { params, path }: Input) {
  return pageOf(books.clocks.all(), params, path)
}

/** Answers `advancing`; what fell due on the way is done when it is asked about next. */
export function advanceClock(books: StripeBooks, input: Input): TestClock {
  const clock = retrieveClock(books, input)
  const to = neededInteger(input.params, 'frozen_time')
  if (to <= clock.frozen_time) throw badRequest('frozen_time must be later.', 'frozen_time')
  if (to > clock.frozen_time + LONGEST_STEP_SECONDS) {
    throw badRequest('frozen_time is too far in the future.', 'frozen_time')
  }
  for (const { id, test_clock: of } of books.subscriptions.all()) {
    if (of === clock.id) runBilling(books, id, to)
  }
  const ready = books.clocks.put(clock.id, { ...clock, frozen_time: to, status: 'ready' })
  emit(books, 'test_helpers.test_clock.ready', ready, { at: secondsNow(books), ours: '' })
  return { ...ready, status: 'advancing' }
}
