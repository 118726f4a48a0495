import { resolve } from 'node:path'

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
  sandbox: boolean
  sandboxPort: number
  /** Where the simulators answer once they run; null outside the sandbox. */
  sandboxUrl: string | null
  /** How many proxies in front may be believed about the client's address. */
  trustedProxies: number
  logLevel: string
  worker: boolean
  /** Off only for measuring what it saves. */
  pageCache: boolean
}

const MIN_SECRET_LENGTH = 32

/** Reads the environment; the problems are complete sentences for whoever starts the server. */
export function readConfig(env: Record<string, string | undefined>): {
  config: Config
  problems: string[]
} {
  const production = env.NODE_ENV === 'production'
  const port = numberFrom(env.PORT, 3000)
  const config: Config = {
    production,
    port,
    host: env.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    publicUrl: (env.PUBLIC_URL ?? `http://localhost:${port}`).replace(/\/+$/, ''),
    dataDir: resolve(env.DATA_DIR ?? 'data'),
    databaseUrl: env.DATABASE_URL ?? null,
    secret: env.WENQU_SECRET ?? null,
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.MAIL_FROM ?? '' } : null,
    sandbox: env.SANDBOX === undefined ? !production : env.SANDBOX === '1',
    sandboxPort: numberFrom(env.SANDBOX_PORT, port + 1),
    sandboxUrl: null,
    trustedProxies: numberFrom(env.TRUSTED_PROXIES, 0),
    logLevel: env.LOG_LEVEL ?? (production ? 'info' : 'warn'),
    worker: env.WORKER !== '0',
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

function numberFrom(text: string | undefined, fallback: number): number {
  return text === undefined || text === '' ? fallback : Number(text)
}

function problemsOf(config: Config): string[] {
  const problems: string[] = []
  for (const [name, value, max] of [
    ['PORT', config.port, 65_535],
    ['SANDBOX_PORT', config.sandboxPort, 65_535],
    ['TRUSTED_PROXIES', config.trustedProxies, 10],
  ] as const) {
    if (!Number.isInteger(value) || value < 0 || value > max) {
      problems.push(`${name} must be a whole number from 0 to ${max}.`)
    }
  }
  if (!URL.canParse(config.publicUrl)) problems.push('PUBLIC_URL must be a complete address.')
  if (config.secret !== null && isWeak(config.secret)) {
    problems.push(`WENQU_SECRET needs ${MIN_SECRET_LENGTH} or more unguessable characters.`)
  }
  if (config.smtp && !config.smtp.from) problems.push('SMTP_URL needs MAIL_FROM beside it.')
  if (config.production) problems.push(...problemsInProduction(config))
  return problems
}

function problemsInProduction(config: Config): string[] {
  const problems: string[] = []
  if (config.secret === null) {
    problems.push('WENQU_SECRET is missing; make one with: openssl rand -base64 48')
  }
  if (!config.publicUrl.startsWith('https://')) {
    problems.push('PUBLIC_URL must begin with https:// in production.')
  }
  if (config.sandbox) problems.push('SANDBOX=1 is refused in production: it takes no real money.')
  return problems
}

function isWeak(secret: string): boolean {
  return secret.trim().length < MIN_SECRET_LENGTH || new Set(secret).size < 10
}
