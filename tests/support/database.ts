import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { type Actor, type Role, visitor } from '#kernel/actor.ts'
import type { Ctx } from '#platform/ctx.ts'
import { silent } from '#platform/log/log.ts'
import { type Connection, connect } from '#platform/postgres/db.ts'
import { openSql } from '#platform/postgres/sql.ts'

/** Where every test starts unless it says otherwise. */
export const START = new Date('2026-03-01T02:00:00Z')

export type TestDatabase = Connection & {
  url: string
  ctx: (actor?: Actor, now?: Date) => Ctx
}

/** A database of its own, cloned from the migrated template; dropped when the file is done. */
export async function testDatabase(template = 'wenqu_template'): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl')
  const name = `t_${randomBytes(8).toString('hex')}`
  await onServer(serverUrl, `create database ${name} template ${template}`)
  const address = new URL(serverUrl)
  address.pathname = `/${name}`
  const url = address.href
  const connection = connect(url)
  afterAll(async () => {
    await connection.close()
    await onServer(serverUrl, `drop database if exists ${name} with (force)`)
  })
  return {
    ...connection,
    url,
    ctx: (actor = visitor, now = START) => ({ db: connection.db, actor, now, log: silent }),
  }
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const sql = openSql(serverUrl, { max: 1 })
  await sql.unsafe(statement)
  await sql.end()
}

export function person(personId: string, ...roles: Role[]): Actor {
  return { kind: 'person', personId, roles: ['learner', ...roles] }
}

export function later(ms: number, from = START): Date {
  return new Date(from.getTime() + ms)
}
