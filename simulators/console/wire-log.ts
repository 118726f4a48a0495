import type { GatewayName } from '../engine/faults.ts'

/** One message and its answer, as they were on the wire. */
export type Exchange = {
  id: number
  at: number
  gateway: GatewayName
  /** The shop asks the gateway, or the gateway tells the shop. */
  direction: 'call' | 'notification'
  label: string
  request: Message & { method: string; target: string }
  /** Null: nobody answered. */
  response: (Message & { status: number }) | null
  /** What was done to it on purpose. */
  fault: string | null
  acknowledged: boolean | null
}
type Message = { headers: Record<string, string>; body: string }

export type WireLog = {
  add: (exchange: Omit<Exchange, 'id'>) => void
  all: () => readonly Exchange[]
  find: (id: number) => Exchange | undefined
}

/** What a person can still look through; older exchanges are forgotten. */
const KEPT = 200
/** Bodies of a few kB are all there is to learn from. */
const MAX_BODY = 16_000

export function createWireLog(): WireLog {
  const kept: Exchange[] = []
  let last = 0
  return {
    all: () => kept,
    find: (id) => kept.find((exchange) => exchange.id === id),
    add: (exchange) => {
      last += 1
      kept.push({
        ...exchange,
        id: last,
        request: cut(exchange.request),
        response: exchange.response && cut(exchange.response),
      })
      if (kept.length > KEPT) kept.shift()
    },
  }
}

function cut<M extends Message>(message: M): M {
  return { ...message, body: message.body.slice(0, MAX_BODY) }
}
