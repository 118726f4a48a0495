import { type KeyObject, X509Certificate } from 'node:crypto'
import { AppError } from '#kernel/errors.ts'
import { parseRfc3339 } from '../beijing-time.ts'
import { asFields, decodeUtf8, type Fields, parseFields, textOf } from '../fields.ts'
import { readPublicKey } from '../rsa.ts'
import type { WireReply } from '../wire.ts'
import { openSealed } from './open-sealed.ts'
import { sendSigned, type WechatLine } from './send-signed.ts'
import { verifyMessage } from './verify-message.ts'

/** Finds the gateway's key by its serial; null for a serial that is not trusted (now). */
export type KeyOf = (serial: string) => Promise<KeyObject | null>

type PlatformCertificate = { key: KeyObject; from: Date; until: Date }

/**
 * An unknown serial asks the gateway again, but not more often than this: strangers can invent
 * serials.
 */
const REFRESH_GAP_MS = 30_000
/** The gateway's advice is to renew the list within 12 hours. */
const MAX_AGE_MS = 12 * 3_600_000

/**
 * The keys that may sign for the gateway: the pinned public key, and the platform certificates,
 * downloaded when needed and kept per process.
 */
export function trustedKeys(line: WechatLine): KeyOf {
  const { trust } = line.config
  const pinned = new Map<string, KeyObject>()
  for (const source of trust) {
    if (source.kind === 'public_key') pinned.set(source.id, readPublicKey(source.publicKeyPem))
  }
  const byCertificate = trust.some((source) => source.kind === 'certificates')
    ? platformKeys(line, pinned)
    : async () => null
  return async (serial) => pinned.get(serial) ?? byCertificate(serial)
}

function platformKeys(line: WechatLine, pinned: ReadonlyMap<string, KeyObject>): KeyOf {
  let known = new Map<string, PlatformCertificate>()
  let loadedAt = Number.NEGATIVE_INFINITY
  let triedAt = Number.NEGATIVE_INFINITY
  let running: Promise<void> | null = null

  const load = async () => {
    const fresh = await downloadCertificates(line, pinned)
    if (!fresh) return
    known = fresh
    loadedAt = triedAt
  }
  return async (serial) => {
    if (!/^[0-9A-Fa-f]{8,64}$/.test(serial)) return null
    const now = line.around.now().getTime()
    const current = known.get(serial.toUpperCase())
    const fresh = current && now - loadedAt < MAX_AGE_MS
    if (!fresh && !running && now - triedAt >= REFRESH_GAP_MS) {
      triedAt = now
      running = load().finally(() => {
        running = null
      })
    }
    if (!fresh && running) await running
    const found = known.get(serial.toUpperCase())
    return found && found.from.getTime() <= now && now < found.until.getTime() ? found.key : null
  }
}

/**
 * The list comes sealed with the APIv3 key and signed by one of the very certificates in it (or by
 * the pinned public key): opened first, then its signature is checked. Null unless both hold.
 */
async function downloadCertificates(
  line: WechatLine,
  pinned: ReadonlyMap<string, KeyObject>,
): Promise<Map<string, PlatformCertificate> | null> {
  let reply: WireReply
  try {
    reply = await sendSigned(line, 'GET', '/v3/certificates')
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
  const fields = reply.status === 200 ? parseFields(decodeUtf8(reply.body) ?? '') : null
  const list = fields && Array.isArray(fields.data) ? fields.data : []
  const opened = new Map<string, PlatformCertificate>()
  for (const item of list) {
    const entry = asFields(item)
    const certificate = entry && openCertificate(entry, line.config.apiV3Key)
    if (entry && certificate) opened.set(String(entry.serial_no).toUpperCase(), certificate)
  }
  const keyOf = async (serial: string) =>
    pinned.get(serial) ?? opened.get(serial.toUpperCase())?.key ?? null
  const distrust = await verifyMessage(reply, line.around.now(), keyOf)
  return distrust === null ? opened : null
}

function openCertificate(entry: Fields, apiV3Key: string): PlatformCertificate | null {
  const box = asFields(entry.encrypt_certificate)
  const pem = box && openSealed(box, apiV3Key)
  const from = parseRfc3339(textOf(entry, 'effective_time') ?? '')
  const until = parseRfc3339(textOf(entry, 'expire_time') ?? '')
  if (!pem || !from || !until) return null
  try {
    const certificate = new X509Certificate(pem)
    const serial = textOf(entry, 'serial_no')?.toUpperCase()
    if (certificate.serialNumber.toUpperCase() !== serial) return null
    return { key: readPublicKey(pem), from, until }
  } catch {
    return null
  }
}
