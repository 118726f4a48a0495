import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type postgres from 'postgres'
import { openSql, sqlState } from './sql.ts'

type Queries = PostgresJsDatabase<Record<string, never>>

/** The query builder, on the pool or inside one transaction. */
export type Db = Pick<
  Queries,
  | 'select'
  | 'selectDistinct'
  | 'selectDistinctOn'
  | 'insert'
  | 'update'
  | 'delete'
  | 'execute'
  | 'with'
  | '$with'
> & {
  readonly inTransaction: boolean
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T>
}

export type Connection = { db: Db; sql: postgres.Sql; close: () => Promise<void> }

/** Enough for one process: each connection costs PostgreSQL a few MB, and servers are small. */
const POOL_SIZE = 10
/** A transaction that lost a serialization or deadlock race is safe to run again. */
const TRIES = 4
const retriable = new Set(['40001', '40P01'])

/**
 * Opens a pool; `url` is a `postgres://` address (`?host=/dir` for a Unix socket). `onQuery` sees
 * each statement as it is sent.
 */
export function connect(
  url: string,
  { max = POOL_SIZE, onQuery }: { max?: number; onQuery?: (statement: string) => void } = {},
): Connection {
  const sql = openSql(url, {
    max,
    ...(onQuery && { debug: (_connection, statement) => onQuery(statement) }),
    idle_timeout: 60,
    connection: { application_name: 'wenqu', TimeZone: 'UTC' },
  })
  const queries = drizzle(sql)
  return { db: onPool(queries), sql, close: () => sql.end({ timeout: 5 }) }
}

function onPool(queries: Queries): Db {
  return Object.assign(Object.create(queries) as Queries, {
    inTransaction: false,
    transaction: <T>(work: (db: Db) => Promise<T>) =>
      retrying(() => queries.transaction((tx) => work(inside(tx as unknown as Queries)))),
  }) as unknown as Db
}

function inside(queries: Queries): Db {
  const db = Object.create(queries) as Queries
  return Object.assign(db, {
    inTransaction: true,
    transaction: <T>(work: (db: Db) => Promise<T>) => work(db as unknown as Db),
  }) as unknown as Db
}

async function retrying<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (attempt >= TRIES || !retriable.has(sqlState(error) ?? '')) throw error
    }
  }
}

/** Whether the error is a violation of the named unique constraint or index (23505). */
export function violates(error: unknown, constraint: string): boolean {
  if (typeof error !== 'object' || error === null) return false
  if ('constraint_name' in error && error.constraint_name === constraint) return true
  return 'cause' in error && violates(error.cause, constraint)
}
