import { beijingRfc3339 } from '../beijing-time.ts'
import type { Alteration } from '../engine/faults.ts'
import type { Notice, NoticeStyle, SignedNotice } from '../engine/notifier.ts'
import type { WechatBooks } from './order.ts'
import { isPapayNotice, signPapayNotice } from './papay/papay-notice.ts'
import { readV2 } from './papay/v2-wire.ts'
import { seal } from './seal.ts'
import { signatureHeaders } from './wechat-reply.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Sixteen sends in 24 h 4 min; any 200 or 204 ends those of API v3, whatever its body. */
export function wechatNoticeStyle(books: WechatBooks): NoticeStyle {
  return {
    retryGaps: [
      ...[15 * SECOND, 15 * SECOND, 30 * SECOND, 3 * MINUTE, 10 * MINUTE, 20 * MINUTE],
      ...[30 * MINUTE, 30 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 3 * HOUR, 3 * HOUR],
      ...[6 * HOUR, 6 * HOUR],
    ],
    sign: (notice, alteration, deltaFen) =>
      isPapayNotice(notice)
        ? signPapayNotice(books, notice, alteration, deltaFen)
        : signNotice(books, notice, alteration, deltaFen),
    acknowledged: (status, body, notice) =>
      isPapayNotice(notice)
        ? status === 200 && readV2(body)?.return_code === 'SUCCESS'
        : status === 200 || status === 204,
  }
}

const skews: Partial<Record<Alteration, number>> = { oldTimestamp: -301, futureTimestamp: 301 }

function signNotice(
  books: WechatBooks,
  notice: Notice,
  alteration: Alteration | null,
  deltaFen: number,
): SignedNotice {
  const { world } = books
  const kind = notice.event.startsWith('REFUND.') ? 'refund' : 'transaction'
  const resource = altered(notice.payload, alteration, deltaFen)
  const box = seal(world, JSON.stringify(resource), kind)
  if (alteration === 'tamperSealed') box.ciphertext = flipByte(box.ciphertext)
  const envelope = {
    id: notice.id,
    create_time: beijingRfc3339(world.schedule.now()),
    resource_type: 'encrypt-resource',
    event_type: notice.event,
    summary: kind === 'refund' ? '退款通知' : '支付成功',
    resource: { original_type: kind, ...box },
  }
  const signed = JSON.stringify(envelope)
  const own = books.signers.forNotice()
  const key = alteration === 'forge' ? world.keys.attackerPrivateKeyPem : own.privateKeyPem
  const serial = alteration === 'wrongSerial' ? '5F'.repeat(20) : own.serial
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': 'Mozilla/4.0',
    ...signatureHeaders(books, signed, serial, key, (alteration && skews[alteration]) ?? 0),
  }
  if (alteration === 'probe') {
    headers['wechatpay-signature'] = `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}`
  }
  if (alteration === 'unsigned') delete headers['wechatpay-signature']
  const body =
    alteration === 'tamper' ? signed.replace(box.ciphertext, flipByte(box.ciphertext)) : signed
  return { url: notice.url, headers, body }
}

function altered(
  payload: Record<string, unknown>,
  alteration: Alteration | null,
  deltaFen: number,
): Record<string, unknown> {
  const amount = payload.amount as Record<string, unknown>
  const total = Number(amount.total)
  switch (alteration) {
    case 'foreignMerchant':
      return { ...payload, mchid: '1900000000', appid: 'wx0000000000000000' }
    case 'amountDelta':
      return { ...payload, amount: { ...amount, total: total + deltaFen } }
    case 'wrongCurrency':
      return { ...payload, amount: { ...amount, currency: 'USD' } }
    default:
      return payload
  }
}

function flipByte(base64: string): string {
  const bytes = Buffer.from(base64, 'base64')
  bytes[0] = (bytes[0] ?? 0) ^ 0x04
  return bytes.toString('base64')
}
