import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'

/** Rows of one kind by key; every `put` is in the journal before it returns. */
export type Table<T> = {
  get: (key: string) => T | undefined
  put: (key: string, row: T) => T
  all: () => T[]
}

export type Journal = { table: <T>(name: string) => Table<T> }

/**
 * The gateways' memory. With a folder, each change is appended to a file and replayed at the next
 * start, so that a killed simulator still knows who has paid; a torn last line is dropped.
 */
export function openJournal(dir: string | null): Journal {
  const tables = new Map<string, Map<string, unknown>>()
  const rowsOf = (name: string) => {
    const rows = tables.get(name) ?? new Map<string, unknown>()
    tables.set(name, rows)
    return rows
  }
  const file = dir === null ? null : join(dir, 'simulator-journal.ndjson')
  if (file && dir) {
    mkdirSync(dir, { recursive: true })
    for (const [name, key, row] of readEntries(file)) rowsOf(name).set(key, row)
    compact(file, tables)
  }
  return {
    table: <T>(name: string): Table<T> => {
      const rows = rowsOf(name) as Map<string, T>
      return {
        get: (key) => rows.get(key),
        put: (key: string, row: T) => {
          if (file) appendFileSync(file, writeEntry(name, key, row))
          rows.set(key, row)
          return row
        },
        all: () => [...rows.values()],
      }
    },
  }
}

type Entry = [name: string, key: string, row: unknown]

function readEntries(file: string): Entry[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line, revive) as Entry]
      } catch {
        return []
      }
    })
}

function compact(file: string, tables: Map<string, Map<string, unknown>>): void {
  const lines = [...tables].flatMap(([name, rows]) =>
    [...rows].map(([key, row]) => writeEntry(name, key, row)),
  )
  writeFileSync(`${file}.new`, lines.join(''), { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

function writeEntry(name: string, key: string, row: unknown): string {
  const text = JSON.stringify([name, key, row], (_, value) =>
    typeof value === 'bigint' ? { $big: value.toString() } : value,
  )
  return `${text}\n`
}

function revive(_: string, value: unknown): unknown {
  const big = typeof value === 'object' && value !== null && '$big' in value ? value.$big : null
  return typeof big === 'string' ? BigInt(big) : value
}
