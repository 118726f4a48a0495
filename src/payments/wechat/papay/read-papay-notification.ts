import { createHash } from 'node:crypto'
import { decodeUtf8 } from '../../fields.ts'
import { badNotification, refuseOversized } from '../../notification-guard.ts'
import type { Notification, RawNotification } from '../../provider.ts'
import type { WechatConfig, WechatPapay } from '../wechat-config.ts'
import { contractFactOf } from './contract-fact.ts'
import { deductionFactOf } from './deduction-fact.ts'
import { isSignedV2 } from './sign-v2.ts'
import { readXml } from './xml.ts'

type V2Fields = ReadonlyMap<string, string>

const LESS_THAN = 0x3c

/** API v2 and API v3 tell at the same address; XML begins with `<`, which JSON never does. */
export function isPapayMessage({ body }: RawNotification): boolean {
  return body.find((byte) => byte > 0x20) === LESS_THAN
}

/**
 * Proves a message of API v2 and says what it tells. It names no time and no event, so the event is
 * known by what happened: a re-send, or a copy that somebody kept, is the same event again. Throws
 * `payment.bad_notification`.
 */
export function readPapayNotification(
  config: WechatConfig,
  papay: WechatPapay,
  raw: RawNotification,
): Notification {
  refuseOversized(raw.body)
  const fields = readXml(decodeUtf8(raw.body) ?? '')
  if (!fields) throw badNotification('malformed_xml')
  if (!isSignedV2(fields, papay)) throw badNotification('signature')
  if (fields.get('return_code') !== 'SUCCESS') throw badNotification('return_code')
  if (fields.get('mch_id') !== config.mchid) throw badNotification('foreign_merchant')
  if (fields.has('change_type')) return contractNotification(config, papay, fields)
  return fields.get('out_trade_no')
    ? deductionNotification(config, fields)
    : { kind: 'other', eventId: eventOf(fields, [...fields.keys()].sort()) }
}

/** A payer may end an agreement in WeChat; that notice may also never come. */
function contractNotification(
  { mchid }: WechatConfig,
  { planId }: WechatPapay,
  fields: V2Fields,
): Notification {
  const eventId = eventOf(fields, ['change_type', 'contract_id', 'contract_code', 'operate_time'])
  const agreementNo = fields.get('contract_code')
  const status = { ADD: 'active', DELETE: 'ended' } as const
  const change = fields.get('change_type')
  const known = change === 'ADD' || change === 'DELETE'
  const ours = agreementNo && fields.get('plan_id') === planId
  if (!ours || !known || fields.get('result_code') !== 'SUCCESS') return { kind: 'other', eventId }
  const fact = contractFactOf(fields, agreementNo, mchid, status[change])
  return { kind: 'agreement', eventId, fact }
}

/** A deduction that failed is told as well, without a `trade_state` of success. */
function deductionNotification(config: WechatConfig, fields: V2Fields): Notification {
  if (fields.get('appid') !== config.appid) throw badNotification('foreign_merchant')
  const outTradeNo = fields.get('out_trade_no') ?? ''
  const names = ['out_trade_no', 'transaction_id', 'result_code', 'time_end', 'err_code']
  const eventId = eventOf(fields, names)
  const succeeded = fields.get('result_code') === 'SUCCESS'
  const told = new Map(fields)
  if (!told.has('trade_state')) told.set('trade_state', succeeded ? 'SUCCESS' : 'PAY_FAIL')
  const fact = deductionFactOf(told, outTradeNo, config.mchid)
  const contradictory = !succeeded && fact.status === 'paid'
  return {
    kind: 'charge',
    eventId,
    fact: contradictory ? { ...fact, status: 'unknown' } : fact,
  }
}

function eventOf(fields: V2Fields, names: readonly string[]): string {
  const told = names.map((name) => [name, fields.get(name) ?? ''])
  return `v2-${createHash('sha256').update(JSON.stringify(told)).digest('hex').slice(0, 40)}`
}
