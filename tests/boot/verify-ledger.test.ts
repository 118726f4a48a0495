import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { claimFolder, releaseFolder } from '#platform/boot/instance-lock.ts'
import { startEmbedded } from '#platform/postgres/embedded/start-embedded.ts'
import { ensureDatabase } from '#platform/postgres/ensure-database.ts'
import { migrate } from '#platform/postgres/migrate.ts'
import { openSql } from '#platform/postgres/sql.ts'
import { selling } from '#tests/selling.ts'
import { openShop } from '#tests/shop.ts'

const root = resolve(import.meta.dirname, '../..')
const home = mkdtempSync(join(tmpdir(), 'wenqu-books-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

function verify(env: Record<string, string>): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    execFile(
      process.execPath,
      ['src/verify-ledger.ts'],
      { cwd: root, env: { ...process.env, ...env } },
      (error, stdout) => done({ code: Number(error?.code ?? 0), output: stdout }),
    )
  })
}

test('a database by its address: sound, then damaged, and where', async () => {
  const shop = await openShop()
  const sold = await selling(shop).sell(await shop.publish('文章'))
  expect(await verify({ DATABASE_URL: shop.url })).toMatchObject({ code: 0 })
  await shop.sql.begin(async (sql) => {
    await sql`set local session_replication_role = replica`
    await sql`update sale_shares set amount_minor = amount_minor - 1 where order_id = ${sold.id}`
  })
  const { code, output } = await verify({ DATABASE_URL: shop.url })
  expect(code).toBe(1)
  expect(output).toContain(`share-sum  ${sold.number}/0`)
  expect(output).toContain('stages')
})

test('a data folder: visited while the site runs, started while it does not', async () => {
  const folder = join(home, 'postgres')
  const env = { DATABASE_URL: '', DATA_DIR: home }
  expect((await verify(env)).code).toBe(2)
  const server = await startEmbedded(folder, { throwaway: true })
  await ensureDatabase(server.url('postgres'), 'wenqu')
  await migrate(server.url('wenqu'))
  expect(claimFolder(home, 'http://localhost')).toBeNull()
  expect(await verify(env)).toMatchObject({ code: 0 })
  const sql = openSql(server.url('wenqu'), { max: 1 })
  expect(await sql`select 1 as alive`).toHaveLength(1)
  await sql.end()
  releaseFolder(home)
  await server.stop()
  expect(await verify(env)).toMatchObject({ code: 0 })
  expect(await verify(env)).toMatchObject({ code: 0 })
})
