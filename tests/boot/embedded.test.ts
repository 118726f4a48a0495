import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { checkServer } from '#platform/postgres/check-server.ts'
import { type Embedded, startEmbedded } from '#platform/postgres/embedded/start-embedded.ts'
import { openSql } from '#platform/postgres/sql.ts'
import { isAlive } from '#tests/running-site.ts'

const home = mkdtempSync(join(tmpdir(), 'wenqu-boot-'))
const folder = join(home, 'postgres')
const pidFile = join(folder, 'postmaster.pid')
const start = () => startEmbedded(folder, { throwaway: true })
const postmaster = () => Number.parseInt(readFileSync(pidFile, 'utf8'), 10)
let last: Embedded | null = null

beforeAll(async () => {
  // What an initdb that was killed leaves.
  mkdirSync(join(home, 'postgres.unfinished-0123', 'base'), { recursive: true })
  last = await start()
  await count('create table kept (id int)')
})
afterAll(async () => {
  await last?.stop()
  rmSync(home, { recursive: true, force: true })
})

async function count(statement: string): Promise<number> {
  const sql = openSql(last?.url('postgres') ?? '', { max: 1 })
  try {
    return (await sql.unsafe(statement)).length
  } finally {
    await sql.end()
  }
}

/** kill -9 of the server; its backends end a moment later, which the next start waits for. */
function killServer(): string {
  const text = readFileSync(pidFile, 'utf8')
  process.kill(postmaster(), 'SIGKILL')
  return text
}

describe('PostgreSQL on a data folder', () => {
  test('begins anew where an initdb was killed, and leaves nothing of it', () => {
    expect(existsSync(join(home, 'postgres.unfinished-0123'))).toBe(false)
  })

  test('is taken over when a killed platform left it alive, and ends with the next', async () => {
    const pid = postmaster()
    last = await start()
    expect(postmaster()).toBe(pid)
    expect(await count('select * from kept')).toBe(0)
    await last.stop()
    expect(isAlive(pid)).toBe(false)
    last = await start()
    expect(postmaster()).not.toBe(pid)
  })

  test('starts after it was killed itself', async () => {
    killServer()
    last = await start()
    expect(await count('select * from kept')).toBe(0)
  })

  test('starts when its number belongs to somebody else by now', async () => {
    const text = killServer()
    writeFileSync(pidFile, text.replace(/^\d+/, String(process.ppid)))
    last = await start()
    expect(postmaster()).not.toBe(process.ppid)
    expect(await count('select * from kept')).toBe(0)
  })

  test('starts when its pid file was torn', async () => {
    await last?.stop()
    writeFileSync(pidFile, '')
    last = await start()
    expect(await count('select * from kept')).toBe(0)
  })
})

test('a folder that holds something else is refused and left as it is', async () => {
  const other = join(home, 'other')
  mkdirSync(other)
  writeFileSync(join(other, 'diary.txt'), 'mine')
  await expect(startEmbedded(other)).rejects.toMatchObject({ code: 'postgres.broken' })
  expect(readFileSync(join(other, 'diary.txt'), 'utf8')).toBe('mine')
})

test('a foreign database whose user may not add the extension is refused by name', async () => {
  const server = inject('serverUrl')
  const name = `limited_${process.pid}`
  const admin = openSql(server, { max: 1 })
  await admin.unsafe(`create role ${name} login`)
  await admin.unsafe(`create database ${name}`)
  const url = new URL(server)
  url.username = name
  url.pathname = `/${name}`
  await expect(checkServer(url.href)).rejects.toMatchObject({ code: 'postgres.no_trigrams' })
  await admin.unsafe(`drop database ${name} with (force)`)
  await admin.unsafe(`drop role ${name}`)
  await admin.end()
})
