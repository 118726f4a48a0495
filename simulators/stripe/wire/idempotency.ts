import type { Table } from '../../engine/journal.ts'
import { StripeProblem } from './stripe-problem.ts'

/** The first outcome of a key; `running` while its request is still under way. */
export type KeptKey = {
  key: string
  /** Method, path and parameters: the same key with anything else is refused. */
  request: string
  status: number | 'running'
  body: string
  at: number
}

/** Keys may be forgotten once they are this old. */
const LIFE_MS = 24 * 3_600_000

export type Keys = {
  /** What the key answered before; null when it is free. Throws for a misuse of it. */
  replay: (key: string, request: string) => { status: number; body: string } | null
  begin: (key: string, request: string) => void
  finish: (key: string, status: number, body: string) => void
}

/**
 * Status and body of the first request that began to execute are kept, server errors too. What was
 * refused before it began, and a conflict with a request under way, are not.
 */
export function idempotencyKeys(table: Table<KeptKey>, now: () => number): Keys {
  const live = (key: string) => {
    const kept = table.get(key)
    return kept && now() - kept.at < LIFE_MS ? kept : undefined
  }
  return {
    replay: (key, request) => {
      const kept = live(key)
      if (!kept) return null
      if (kept.request !== request) {
        const message =
          'Keys for idempotent requests can only be used with the same parameters they were ' +
          `first used with. Try using a key other than '${key}' if you meant to execute a ` +
          'different request.'
        throw new StripeProblem(400, 'idempotency_error', message)
      }
      if (kept.status === 'running') {
        const message = `There is currently another in-progress request using this key.`
        throw new StripeProblem(409, 'idempotency_error', message, 'idempotency_key_in_use')
      }
      return { status: kept.status, body: kept.body }
    },
    begin: (key, request) => {
      table.put(key, { key, request, status: 'running', body: '', at: now() })
    },
    finish: (key, status, body) => {
      const kept = table.get(key)
      if (!kept) return
      const began = status < 400 || status === 402 || status >= 500
      table.put(key, began ? { ...kept, status, body } : { ...kept, at: now() - LIFE_MS })
    },
  }
}
