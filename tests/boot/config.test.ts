import { describe, expect, test } from 'vitest'
import { AppError, unavailable } from '#kernel/errors.ts'
import { accountsFromEnv } from '#payments'
import { explainFailure } from '#platform/boot/explain-failure.ts'
import { readConfig } from '#platform/config/config.ts'

const SECRET = 'n7Qm2xV9pLw4Rk8sTz1bYc6Hd3Jf5Ga0'
const good = {
  NODE_ENV: 'production',
  WENQU_SECRET: SECRET,
  PUBLIC_URL: 'https://shu.example',
}

describe('a start is refused with a sentence that names the variable', () => {
  test.each<[string, Record<string, string>, string]>([
    ['a port that is no number', { PORT: 'http' }, 'PORT'],
    ['a port beyond the last', { PORT: '65536' }, 'PORT'],
    ['port 0, which nobody could find', { PORT: '0' }, 'PORT'],
    ['a port that is no whole number', { PORT: '80.5' }, 'PORT'],
    ['an address without a scheme', { PUBLIC_URL: 'shu.example' }, 'PUBLIC_URL'],
    ['an address that is no web address', { PUBLIC_URL: 'ftp://shu.example' }, 'PUBLIC_URL'],
    ['another database', { DATABASE_URL: 'mysql://localhost/wenqu' }, 'DATABASE_URL'],
    ['a weak secret in development too', { WENQU_SECRET: 'short' }, 'WENQU_SECRET'],
    ['a long secret of few characters', { WENQU_SECRET: 'ab'.repeat(40) }, 'WENQU_SECRET'],
    ['mail without a sender', { SMTP_URL: 'smtp://localhost' }, 'MAIL_FROM'],
    ['production without a secret', { ...good, WENQU_SECRET: '' }, 'WENQU_SECRET'],
    ['production over plain http', { ...good, PUBLIC_URL: 'http://shu.example' }, 'PUBLIC_URL'],
    ['production without an address', { ...good, PUBLIC_URL: '' }, 'PUBLIC_URL'],
    ['the sandbox in production', { ...good, SANDBOX: '1' }, 'SANDBOX'],
  ])('%s', (_, env, variable) => {
    const { problems } = readConfig(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(variable)
    expect(problems[0]).toMatch(/[一-龥].*\n {2}.*[a-z]/)
  })

  test('every problem is in one list', () => {
    const { problems } = readConfig({ NODE_ENV: 'production', SANDBOX: '1', PORT: 'x' })
    expect(problems.length).toBeGreaterThanOrEqual(4)
  })
})

describe('a start that is not refused', () => {
  test('needs nothing in development', () => {
    const { config, problems } = readConfig({})
    expect(problems).toEqual([])
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', sandbox: true, secret: null })
  })

  test('has no sandbox in production, and none beside real merchant accounts', () => {
    expect(readConfig(good)).toMatchObject({ problems: [], config: { sandbox: false } })
    expect(readConfig({ ALIPAY_APP_ID: '1' }).config).toMatchObject({ sandbox: false })
  })

  test('takes an empty variable for one that is not there', () => {
    const empty = { PORT: '', HOST: '', DATA_DIR: '', DATABASE_URL: '', WENQU_SECRET: '' }
    expect(readConfig(empty)).toEqual(readConfig({}))
  })

  test('puts the sandbox beside the last port too', () => {
    expect(readConfig({ PORT: '65535' })).toMatchObject({
      problems: [],
      config: { sandboxPort: 65_534 },
    })
  })
})

describe('merchant accounts', () => {
  test('of a gateway that is named by half are refused, and all that is missing is said', () => {
    const { problems } = accountsFromEnv({ ALIPAY_SELLER_ID: '2088000000000000' })
    for (const name of ['ALIPAY_APP_ID', 'ALIPAY_PRIVATE_KEY_FILE', 'ALIPAY_PUBLIC_KEY_FILE']) {
      expect(problems.join('\n')).toContain(name)
    }
  })

  test('whose key file cannot be read are refused and not a crash', () => {
    const { problems } = accountsFromEnv({
      WECHAT_MCHID: '1900000001',
      WECHAT_PRIVATE_KEY_FILE: '/',
    })
    expect(problems.join('\n')).toContain('WECHAT_PRIVATE_KEY_FILE')
  })

  test('of Stripe’s test mode are refused in production only', () => {
    const env = {
      STRIPE_SECRET_KEY: `sk_test_${'0'.repeat(24)}`,
      STRIPE_WEBHOOK_SECRET: `whsec_${'0'.repeat(32)}, whsec_${'1'.repeat(32)}`,
      STRIPE_ACCOUNT: 'acct_0000000000000000',
    }
    const { accounts, problems } = accountsFromEnv(env)
    expect(problems).toEqual([])
    expect(accounts.stripe?.webhookSecrets).toHaveLength(2)
    const inProduction = accountsFromEnv({ ...env, NODE_ENV: 'production' })
    expect(inProduction.problems.join('\n')).toMatch(/STRIPE_SECRET_KEY.*test mode/)
    expect(readConfig(env).config).toMatchObject({ gatewaysNamed: true, sandbox: false })
  })

  test('whose products need a secret that is missing are refused, and it is named', () => {
    const told = (env: Record<string, string>) =>
      accountsFromEnv({ WECHAT_MCHID: '1900000001', ...env }).problems.join('\n')
    expect(told({})).not.toMatch(/WECHAT_(APP_SECRET|API_V2_KEY|CYCLE_PLAN_ID|PRODUCTS)/)
    expect(told({ WECHAT_PRODUCTS: 'native,jsapi' })).toContain('WECHAT_APP_SECRET')
    const cycle = told({ WECHAT_PRODUCTS: 'native,cycle' })
    expect(cycle).toContain('WECHAT_API_V2_KEY')
    expect(cycle).toContain('WECHAT_CYCLE_PLAN_ID')
    for (const products of ['cycle', 'natives', 'h5,h5']) {
      expect(told({ WECHAT_PRODUCTS: products })).toContain('WECHAT_PRODUCTS')
    }
    const elsewhere = {
      WECHAT_APP_SECRET: '0123456789abcdef0123456789abcdef',
      WECHAT_APP_API_URL: 'https://api.weixin.qq.com.evil.cn',
      WECHAT_APP_OPEN_URL: 'http://open.weixin.qq.com',
    }
    expect(told(elsewhere)).toMatch(/WECHAT_APP_API_URL[\s\S]*WECHAT_APP_OPEN_URL/)
  })

  test('are none where no variable names them', () => {
    expect(accountsFromEnv({ PATH: '/bin', ALIPAY_APP_ID: '' })).toEqual({
      accounts: {},
      problems: [],
    })
  })
})

describe('a failed start is explained in both languages', () => {
  const url = 'postgres://wenqu:hunter2@db.example:5432/wenqu'
  const { config } = readConfig({ DATABASE_URL: url, PORT: '3000' })
  const failure = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more })

  test.each<[string, Error, string]>([
    ['a busy port', failure('EADDRINUSE'), 'PORT=3010'],
    ['a folder that may not be written', failure('EROFS', { path: '/srv/data' }), '/srv/data'],
    ['a full disk', failure('ENOSPC'), 'full'],
    ['a database that does not answer', failure('ECONNREFUSED'), 'db.example:5432/wenqu'],
    ['a wrong password', new Error('query', { cause: failure('28P01') }), 'refused'],
    ['a database that is not there', failure('3D000'), 'CREATE DATABASE'],
    ['a damaged secret', unavailable('boot.secret_damaged', { file: '/d/secret' }), '/d/secret'],
  ])('%s', (_, error, expected) => {
    const words = explainFailure(error, config)
    expect(words).toContain(expected)
    expect(words).toMatch(/[一-龥]/)
    expect(words).not.toContain('hunter2')
    expect(words).not.toContain('\n    at ')
  })

  test('while a bug shows where it happened', () => {
    expect(explainFailure(new TypeError('x is not a function'), config)).toContain('\n    at ')
    expect(explainFailure(new AppError('invalid', 'some.code'), config)).toContain('some.code')
  })
})
