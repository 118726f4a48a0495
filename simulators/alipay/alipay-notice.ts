import { parseMoney } from '#kernel/money.ts'
import { beijing } from '../beijing-time.ts'
import type { Alteration } from '../engine/faults.ts'
import type { Notice, NoticeStyle, SignedNotice } from '../engine/notifier.ts'
import type { World } from '../engine/world.ts'
import { signText } from '../signing.ts'
import { nextSigner } from './alipay-signing.ts'
import { yuan } from './trade.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Eight sends in about 25 hours; only a 200 with exactly `success` ends them. */
export function alipayNoticeStyle(world: World): NoticeStyle {
  return {
    retryGaps: [4 * MINUTE, 10 * MINUTE, 10 * MINUTE, HOUR, 2 * HOUR, 6 * HOUR, 15 * HOUR],
    sign: (notice, alteration, deltaFen) => signNotice(world, notice, alteration, deltaFen),
    acknowledged: (status, body) => status === 200 && body === 'success',
  }
}

/** A form whose signature leaves out `sign` and `sign_type`, unlike a request's. */
function signNotice(
  world: World,
  notice: Notice,
  alteration: Alteration | null,
  deltaFen: number,
): SignedNotice {
  const { appId, sellerId } = world.keys.alipay
  const { privateKeyPem, certSn } = nextSigner(world)
  const foreign = alteration === 'foreignMerchant'
  const fields: Record<string, string> = {
    ...Object.fromEntries(Object.entries(notice.payload).map(([k, v]) => [k, String(v)])),
    notify_time: beijing(world.schedule.now()),
    notify_type: String(notice.payload.notify_type ?? 'trade_status_sync'),
    notify_id: notice.id,
    app_id: foreign ? '9021000000000000' : appId,
    auth_app_id: foreign ? '9021000000000000' : appId,
    seller_id: foreign ? '2088000000000000' : sellerId,
    seller_email: 'sandbox@example.com',
    charset: 'utf-8',
    version: '1.0',
  }
  if (alteration === 'amountDelta') {
    const fen = parseMoney(fields.total_amount ?? '', 'CNY')?.minor ?? 0n
    fields.total_amount = yuan(fen + BigInt(deltaFen))
  }
  const forged = alteration === 'forge' || alteration === 'wrongSerial' || alteration === 'probe'
  const key = forged ? world.keys.attackerPrivateKeyPem : privateKeyPem
  const content = Object.keys(fields)
    .sort()
    .filter((name) => fields[name] !== '')
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  const form = new URLSearchParams({ ...fields, sign_type: 'RSA2' })
  if (certSn !== null) form.set('alipay_cert_sn', certSn)
  if (alteration !== 'unsigned') form.set('sign', signText(content, key))
  if (alteration === 'tamper') form.set('total_amount', `${form.get('total_amount')}1`)
  return {
    url: notice.url,
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: form.toString(),
  }
}
