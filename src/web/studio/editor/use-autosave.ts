import { useCallback, useEffect, useRef, useState } from 'react'
import type { Refusal } from '../../shell/refusals.ts'

export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed'

/** Long enough that a sentence is one save, short enough that little is at stake. */
const PAUSE_MS = 1200
const RETRY_MS = 5000

type Autosave<T> = {
  state: SaveState
  refusal: Refusal | null
  change: (changes: Partial<T>) => void
  /** Saves what is left now; false when that failed. */
  flush: () => Promise<boolean>
}

type Place = { url: string; csrfToken: string; version?: number; backupKey: string }

/**
 * Sends changes as they are made, one request at a time, each with the version it was based on.
 * What is not saved yet is also kept in the browser, so that neither a failure nor a closed tab
 * loses it.
 */
export function useAutosave<T extends object>(place: Place): Autosave<T> {
  const { url, csrfToken, backupKey } = place
  const [state, setState] = useState<SaveState>('saved')
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const waiting = useRef<Partial<T>>({})
  const version = useRef(place.version)
  const running = useRef<Promise<boolean> | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const send = useCallback(async (): Promise<boolean> => {
    const changes = waiting.current
    if (Object.keys(changes).length === 0) return true
    waiting.current = {}
    setState('saving')
    const answer = await post(url, csrfToken, { ...changes, version: version.current })
    if ('refusal' in answer) {
      waiting.current = { ...changes, ...waiting.current }
      setState('failed')
      setRefusal(answer.refusal)
      if (mayPass(answer.refusal)) timer.current = setTimeout(() => void flush.current(), RETRY_MS)
      return false
    }
    version.current = answer.version ?? version.current
    setRefusal(null)
    if (Object.keys(waiting.current).length > 0) return send()
    forget(backupKey)
    setState('saved')
    return true
  }, [url, csrfToken, backupKey])

  const flush = useRef(async () => true)
  flush.current = async () => {
    clearTimeout(timer.current)
    if (running.current) await running.current
    running.current = send()
    const done = await running.current
    running.current = null
    return done
  }

  const change = (changes: Partial<T>) => {
    waiting.current = { ...waiting.current, ...changes }
    keep(backupKey, waiting.current)
    setState('dirty')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush.current(), PAUSE_MS)
  }

  useEffect(() => {
    if (state === 'saved') return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [state])

  return { state, refusal, change, flush: () => flush.current() }
}

type Answer = { version?: number } | { refusal: Refusal }

async function post(url: string, csrfToken: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'x-csrf-token': csrfToken }
  try {
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    const answer = await response.json()
    if (response.ok) return answer
    const { kind = 'unavailable', code = 'save.failed', details = {} } = answer
    return { refusal: { kind, code, details } }
  } catch {
    return { refusal: { kind: 'unavailable', code: 'save.offline', details: {} } }
  }
}

/** Whether trying the same again may help. */
function mayPass({ kind }: Refusal): boolean {
  return kind === 'unavailable' || kind === 'limited'
}

function keep(key: string, changes: object): void {
  try {
    localStorage.setItem(key, JSON.stringify(changes))
  } catch {
    // A full or forbidden store only takes away the second safety net.
  }
}

export function forget(key: string): void {
  try {
    localStorage.removeItem(key)
  } catch {
    // As above.
  }
}

/** What an earlier visit could not save; null when there is nothing. */
export function recall<T extends object>(key: string): Partial<T> | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null')
  } catch {
    return null
  }
}
