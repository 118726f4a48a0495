import { pino } from 'pino'

type Fields = Record<string, unknown>
type Line = { (fields: Fields, message: string): void; (message: string): void }

/** Structured logging: one JSON line an event, secrets never among the fields. */
export type Log = { debug: Line; info: Line; warn: Line; error: Line }

/** Field names whose values never reach a log, at the top or up to two levels down. */
const SECRET_FIELDS = [
  'password',
  'token',
  'secret',
  'cookie',
  'authorization',
  'Authorization',
  'Cookie',
  'set-cookie',
  'csrf',
  'sessionToken',
  'currentPassword',
  'newPassword',
  'signature',
  'privateKeyPem',
  'apiV3Key',
]

export function createLog(level: string): Log {
  const paths = SECRET_FIELDS.flatMap((name) => {
    const field = name.includes('-') ? `["${name}"]` : `.${name}`
    return [field.replace(/^\./, ''), `*${field}`, `*.*${field}`]
  })
  return pino({ level, base: null, redact: { paths, censor: '[masked]' } })
}

export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }
