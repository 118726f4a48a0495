import { resolve } from 'node:path'
import { inBoth } from '../boot/in-both.ts'

export type Config = {
  production: boolean
  port: number
  host: string
  /** The address people type, without a trailing slash. */
  publicUrl: string
  dataDir: string
  databaseUrl: string | null
  /** Null in development until one is made and kept in the data folder. */
  secret: string | null
  smtp: { url: string; from: string } | null
  /** A service of the owner's that writes invoices; null: staff uploads them. */
  invoiceHook: { url: string; secret: string } | null
  /** Whether real merchant accounts are meant; then the sandbox is out of the question. */
  gatewaysNamed: boolean
  sandbox: boolean
  sandboxPort: number
  /** Where the simulators answer once they run; null outside the sandbox. */
  sandboxUrl: string | null
  /** How many proxies in front may be believed about the client's address. */
  trustedProxies: number
  logLevel: string
  worker: boolean
  /** Whether the demo site of a first start in development is given simulated readers. */
  demoReaders: boolean
  /** Off only for measuring what it saves. */
  pageCache: boolean
}

const MIN_SECRET_LENGTH = 32
const DEFAULT_PORT = 3000
const MAX_PORT = 65_535
/** What every variable of a payment gateway begins with. */
const GATEWAY = /^(ALIPAY|WECHAT|STRIPE)_/

/** Reads the environment; the problems are sentences for whoever starts it, in both languages. */
export function readConfig(env: Record<string, string | undefined>): {
  config: Config
  problems: string[]
} {
  const production = env.NODE_ENV === 'production'
  const port = numberFrom(env.PORT, DEFAULT_PORT)
  // What follows from a wrong port is not wrong a second time.
  const near = isPort(port) ? port : DEFAULT_PORT
  const gatewaysNamed = Object.entries(env).some(([name, value]) => value && GATEWAY.test(name))
  const asked = env.SANDBOX ? env.SANDBOX === '1' : !production
  const config: Config = {
    production,
    port,
    host: env.HOST || (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: (env.PUBLIC_URL || `http://localhost:${near}`).replace(/\/+$/, ''),
    dataDir: resolve(env.DATA_DIR || 'data'),
    databaseUrl: env.DATABASE_URL || null,
    secret: env.WENQU_SECRET || null,
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.MAIL_FROM ?? '' } : null,
    invoiceHook: env.INVOICE_HOOK_URL
      ? { url: env.INVOICE_HOOK_URL, secret: env.INVOICE_HOOK_SECRET ?? '' }
      : null,
    gatewaysNamed,
    sandbox: asked && (production || !gatewaysNamed),
    sandboxPort: numberFrom(env.SANDBOX_PORT, near < MAX_PORT ? near + 1 : near - 1),
    sandboxUrl: null,
    trustedProxies: numberFrom(env.TRUSTED_PROXIES, 0),
    logLevel: env.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    worker: env.WORKER !== '0',
    demoReaders: env.DEMO_READERS !== '0',
    pageCache: env.PAGE_CACHE !== '0',
  }
  return { config, problems: problemsOf(config) }
}

/**
 * Whether only this machine reaches the site: what is shown to whoever develops it, such as mails
 * that were not sent, is shown there alone. A site that forgot NODE_ENV is not private by that.
 */
export function isPrivate({ production, host, publicUrl }: Config): boolean {
  const own = ['localhost', '127.0.0.1', '::1', '[::1]']
  return !production && own.includes(host) && own.includes(new URL(publicUrl).hostname)
}

function isPort(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= MAX_PORT
}

function numberFrom(text: string | undefined, fallback: number): number {
  return text === undefined || text === '' ? fallback : Number(text)
}

function problemsOf(config: Config): string[] {
  return [
    ...numberProblems(config),
    ...addressProblems(config),
    ...secretProblems(config),
    ...hookProblems(config),
    ...(config.smtp && !config.smtp.from
      ? [inBoth('有 SMTP_URL 就需要 MAIL_FROM。', 'SMTP_URL needs MAIL_FROM beside it.')]
      : []),
    ...(config.production && config.sandbox
      ? [
          inBoth(
            '正式环境不能用 SANDBOX=1：沙箱不收真钱。',
            'SANDBOX=1 is refused in production: it takes no real money.',
          ),
        ]
      : []),
  ]
}

function numberProblems({ port, sandboxPort, trustedProxies }: Config): string[] {
  const ranges = [
    ['PORT', port, 1, MAX_PORT],
    ['SANDBOX_PORT', sandboxPort, 0, MAX_PORT],
    ['TRUSTED_PROXIES', trustedProxies, 0, 10],
  ] as const
  return ranges
    .filter(([, value, min, max]) => !Number.isInteger(value) || value < min || value > max)
    .map(([name, , min, max]) =>
      inBoth(
        `${name} 必须是 ${min} 到 ${max} 的整数。`,
        `${name} must be a whole number from ${min} to ${max}.`,
      ),
    )
}

function addressProblems({ publicUrl, production, databaseUrl }: Config): string[] {
  const problems: string[] = []
  if (!/^https?:$/.test(protocolOf(publicUrl))) {
    problems.push(
      inBoth(
        'PUBLIC_URL 必须是完整的网址，如 https://example.com。',
        'PUBLIC_URL must be a complete address such as https://example.com.',
      ),
    )
  } else if (production && protocolOf(publicUrl) !== 'https:') {
    problems.push(
      inBoth(
        '正式环境的 PUBLIC_URL 必须以 https:// 开头。',
        'PUBLIC_URL must begin with https:// in production.',
      ),
    )
  }
  if (databaseUrl !== null && !/^postgres(ql)?:$/.test(protocolOf(databaseUrl))) {
    problems.push(
      inBoth(
        'DATABASE_URL 必须形如 postgres://用户:密码@主机:5432/库名。',
        'DATABASE_URL must look like postgres://user:password@host:5432/database.',
      ),
    )
  }
  return problems
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

function secretProblems({ secret, production }: Config): string[] {
  if (secret === null && production) {
    return [
      inBoth(
        '缺少 WENQU_SECRET；可以这样生成一个：openssl rand -base64 48',
        'WENQU_SECRET is missing; make one with: openssl rand -base64 48',
      ),
    ]
  }
  if (secret === null || !isWeakSecret(secret)) return []
  return [
    inBoth(
      `WENQU_SECRET 至少要 ${MIN_SECRET_LENGTH} 个无法猜到的字符。`,
      `WENQU_SECRET needs ${MIN_SECRET_LENGTH} or more unguessable characters.`,
    ),
  ]
}

/** Names and tax numbers leave the machine only encrypted; its own services may be plain. */
function hookProblems({ invoiceHook }: Config): string[] {
  if (!invoiceHook) return []
  const { url, secret } = invoiceHook
  const safe = /^https:\/\/|^http:\/\/(localhost|127\.0\.0\.1|\[::1\])([:/]|$)/.test(url)
  return [
    ...(safe && URL.canParse(url)
      ? []
      : [
          inBoth(
            'INVOICE_HOOK_URL 必须以 https:// 开头（本机除外）。',
            'INVOICE_HOOK_URL must begin with https://, except on this machine.',
          ),
        ]),
    ...(isWeakSecret(secret)
      ? [
          inBoth(
            `INVOICE_HOOK_SECRET 至少要 ${MIN_SECRET_LENGTH} 个无法猜到的字符。`,
            `INVOICE_HOOK_SECRET needs ${MIN_SECRET_LENGTH} or more unguessable characters.`,
          ),
        ]
      : []),
  ]
}

export function isWeakSecret(secret: string): boolean {
  return secret.trim().length < MIN_SECRET_LENGTH || new Set(secret).size < 10
}
