import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { accountsFromEnv, providersFor } from '#payments'
import { readConfig } from '#platform/config/config.ts'
import { describeError } from '#platform/log/describe-error.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'wenqu-boot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const STRONG = 'q7Wd0pVx3LkZ9sRt5YbN1mHc8JfG2eAu6TiO4'
const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://wenqu.example',
  WENQU_SECRET: STRONG,
}

describe('S95, F22: what would be unsafe in production stops the boot', () => {
  test('and what is safe does not', () => {
    const { config, problems } = readConfig(production)
    expect(problems).toEqual([])
    expect([config.sandbox, config.sandboxUrl]).toEqual([false, null])
  })

  test.each([
    ['no secret', { WENQU_SECRET: undefined }, /WENQU_SECRET is missing/],
    ['an empty secret', { WENQU_SECRET: '' }, /WENQU_SECRET/],
    ['a short secret', { WENQU_SECRET: STRONG.slice(0, 31) }, /WENQU_SECRET/],
    ['a secret of spaces', { WENQU_SECRET: ' '.repeat(64) }, /WENQU_SECRET/],
    ['a secret of one letter', { WENQU_SECRET: 'a'.repeat(64) }, /WENQU_SECRET/],
    ['a secret of a few letters', { WENQU_SECRET: 'changeme'.repeat(8) }, /WENQU_SECRET/],
    ['the sandbox', { SANDBOX: '1' }, /SANDBOX=1 is refused in production/],
    ['an address without TLS', { PUBLIC_URL: 'http://wenqu.example' }, /https:\/\//],
    ['no address', { PUBLIC_URL: undefined }, /https:\/\//],
    ['an address that is none', { PUBLIC_URL: 'https://' }, /PUBLIC_URL/],
    ['a port that is none', { PORT: '99999' }, /PORT/],
    ['a word for a number of proxies', { TRUSTED_PROXIES: 'all' }, /TRUSTED_PROXIES/],
  ])('%s', (_, change, reason) => {
    expect(readConfig({ ...production, ...change }).problems.join('\n')).toMatch(reason)
  })

  test('a gateway without TLS, at the simulators, or with half of its keys', () => {
    for (const [env, field] of [
      [{ ALIPAY_APP_ID: '2021000000000000' }, /ALIPAY_SELLER_ID/],
      [
        { ALIPAY_APP_ID: '2021000000000000', ALIPAY_GATEWAY_URL: 'http://localhost:3001' },
        /ALIPAY_GATEWAY_URL/,
      ],
      [
        { ALIPAY_APP_ID: '1', ALIPAY_GATEWAY_URL: 'https://127.0.0.1/gateway.do' },
        /ALIPAY_GATEWAY_URL/,
      ],
      [{ WECHAT_MCHID: '1900000001' }, /WECHAT_APPID/],
      [{ STRIPE_SECRET_KEY: `sk_live_${'0'.repeat(24)}` }, /STRIPE_WEBHOOK_SECRET/],
      [{ STRIPE_WEBHOOK_SECRET: ' ' }, /STRIPE_WEBHOOK_SECRET/],
      [{ STRIPE_API_URL: 'http://localhost:3001' }, /STRIPE_API_URL/],
    ] as const) {
      const { accounts, problems } = accountsFromEnv(env)
      expect(problems.join('\n')).toMatch(field)
      const around = () => ({
        now: () => new Date(0),
        nonce: () => '',
        onExchange: () => undefined,
      })
      expect(() => providersFor(accounts, around, { sandbox: false })).toThrow()
    }
  })
})

type Ended = { code: number | string | null; output: string }

function boot(dataDir: string, env: Record<string, string>): Promise<Ended> {
  return new Promise((done) => {
    const all = { PATH: process.env.PATH, NODE_ENV: 'production', DATA_DIR: dataDir, ...env }
    execFile(process.execPath, ['src/main.ts'], { cwd: root, env: all }, (error, out, err) =>
      done({ code: error ? (error.code ?? null) : 0, output: `${out}${err}` }),
    )
  })
}

test('S35, S95: the real process says what is wrong and opens nothing', async () => {
  const [bare, weak] = await Promise.all([
    boot(join(folder, 'bare'), {}),
    boot(join(folder, 'weak'), {
      WENQU_SECRET: 'secret',
      PUBLIC_URL: 'http://wenqu.example',
      SANDBOX: '1',
      ALIPAY_APP_ID: '2021000000000000',
    }),
  ])
  expect(bare.code).toBe(1)
  expect(bare.output).toContain('WENQU_SECRET is missing')
  expect(bare.output).toContain('https://')
  expect(weak.code).toBe(1)
  for (const word of [
    'WENQU_SECRET needs',
    'SANDBOX=1 is refused',
    'PUBLIC_URL',
    'ALIPAY_SELLER_ID',
  ]) {
    expect(weak.output).toContain(word)
  }
  for (const { output } of [bare, weak]) expect(output).not.toMatch(/\n\s+at |secret'/)
  expect([existsSync(join(folder, 'bare')), existsSync(join(folder, 'weak'))]).toEqual([
    false,
    false,
  ])
})

describe('S84: the log', () => {
  test('masks secrets in every field it knows, and keeps an event on one line', async () => {
    const fields = ['password', 'token', 'secret', 'cookie', 'authorization', 'signature']
    const more = ['Cookie', 'set-cookie', 'newPassword', 'csrf', 'privateKeyPem', 'apiV3Key']
    const secrets = Object.fromEntries([...fields, ...more].map((name) => [name, 'kanarie']))
    const script = `import { createLog } from './src/platform/log/log.ts'
      const log = createLog('debug')
      const secrets = ${JSON.stringify(secrets)}
      const fields = { ...secrets, request: { ...secrets, headers: secrets } }
      log.warn(fields, 'a\\n{"level":60}\\u001b[31m')`
    const args = ['--input-type=module', '-e', script]
    const output = await new Promise<string>((done) => {
      execFile(process.execPath, args, { cwd: root }, (_, out, err) => done(out + err))
    })
    expect(output).toContain('[masked]')
    expect(output).not.toContain('kanarie')
    expect(output.trim().split('\n')).toHaveLength(1)
    expect(output).not.toContain('\u001b')
  })

  test('tells of a failed query what it was and why, not with what', () => {
    const why = new Error('connection lost')
    const failed = Object.assign(
      new Error('Failed query: select $1\nparams: kanarie\n    at kanarie (x:1)', { cause: why }),
      { query: 'select $1', params: ['kanarie'] },
    )
    const told = describeError(new Error('outer', { cause: failed }))
    expect(told).not.toContain('kanarie')
    expect(told).toMatch(/outer[\s\S]*Failed query: select \$1\n {4}at [\s\S]*connection lost/)
  })

  test('ends where causes go in a circle', () => {
    const error = new Error('round')
    error.cause = error
    expect(describeError(error).match(/Error: round/g)).toHaveLength(5)
  })
})
