import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  freePort,
  isAlive,
  type RunningSite,
  refusedStart,
  removeFolder,
  startSite,
  temporaryFolder,
} from '#tests/running-site.ts'

const dataDir = temporaryFolder()
const otherDir = temporaryFolder()
const productionDir = temporaryFolder()
const ports: [number, number] = [await freePort(), await freePort()]
const running: RunningSite[] = []
afterAll(async () => {
  await Promise.all(running.map((site) => site.stop()))
  for (const folder of [dataDir, otherDir, productionDir]) removeFolder(folder)
})

async function start(...how: Parameters<typeof startSite>): Promise<RunningSite> {
  const site = await startSite(...how)
  running.push(site)
  return site
}

const postmasterIn = (folder: string) =>
  Number.parseInt(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), 10)

test('a start, a crash and the next start', { timeout: 120_000 }, async () => {
  const first = await start(dataDir, { args: ['--empty'], ports })
  expect((await fetch(`${first.url}/setup`)).status).toBe(200)
  expect(first.output()).toContain(`${first.url}/setup`)
  expect(first.output()).not.toContain('password')

  const second = await refusedStart({ DATA_DIR: dataDir, PORT: String(await freePort()) })
  expect(second).toMatchObject({ code: 1 })
  expect(second.output).toContain(first.url)
  expect(second.output).toContain(String(first.pid))

  const samePort = await refusedStart({ DATA_DIR: otherDir, PORT: String(ports[0]) })
  expect(samePort).toMatchObject({ code: 1 })
  expect(samePort.output).toContain(`端口 ${ports[0]} 已被占用`)
  expect(samePort.output).toContain(`Port ${ports[0]} is in use`)

  const postmaster = postmasterIn(dataDir)
  await first.killSiteOnly()
  expect(isAlive(postmaster)).toBe(true)
  const again = await start(dataDir, { args: ['--empty'], ports })
  expect(postmasterIn(dataDir)).toBe(postmaster)
  expect((await fetch(`${again.url}/setup`)).status).toBe(200)

  // Its sandbox's port is taken: it finds another.
  const beside = await start(otherDir, {
    args: ['--empty'],
    ports: [await freePort(), Number(new URL(again.sandboxUrl).port)],
  })
  expect(beside.sandboxUrl).not.toBe(again.sandboxUrl)
  expect(await beside.stop()).toBe(0)

  process.kill(-again.pid, 'SIGINT')
  process.kill(-again.pid, 'SIGINT')
  expect(await again.stop()).toBe(0)
  expect(isAlive(postmaster)).toBe(false)
  await expect(fetch(again.sandboxUrl)).rejects.toThrow()
})

test('production starts with what it needs and without what it must not have', async () => {
  const env = { NODE_ENV: 'production', DATA_DIR: productionDir, PORT: String(await freePort()) }
  const refused = await refusedStart({ ...env, SANDBOX: '1', ALIPAY_APP_ID: '1' })
  expect(refused).toMatchObject({ code: 1 })
  const missing = ['WENQU_SECRET', 'PUBLIC_URL', 'SANDBOX', 'ALIPAY_APP_ID', 'ALIPAY_SELLER_ID']
  for (const name of missing) expect(refused.output).toContain(name)

  const site = await start(productionDir, {
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      WENQU_SECRET: randomBytes(48).toString('base64url'),
      PUBLIC_URL: 'https://shu.example',
    },
  })
  expect(site.output()).not.toMatch(/Sandbox|password/)
  expect(site.output()).toContain('https://shu.example/setup')
  expect((await fetch(`${site.url}/outbox`)).status).toBe(404)
  expect(await site.stop()).toBe(0)
})
