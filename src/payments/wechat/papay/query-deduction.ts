import type { ChargeFact } from '../../provider.ts'
import { unknownCharge } from '../../unknown-charge.ts'
import type { WechatContext } from '../call-wechat.ts'
import { callPapay } from './call-papay.ts'
import { deductionFactOf } from './deduction-fact.ts'

/** Asks API v2 for a deduction by our number; only for a merchant that has 周期扣费. */
export async function queryDeduction(
  context: WechatContext,
  outTradeNo: string,
): Promise<ChargeFact> {
  const { papay, mchid, appid } = context.config
  const unknown = unknownCharge(outTradeNo, mchid)
  if (!papay) return unknown
  const asked = { out_trade_no: outTradeNo, nonce_str: context.around.nonce() }
  const reply = await callPapay({ ...context, papay }, '/pay/paporderquery', asked)
  if (reply.kind === 'ok') {
    const { fields } = reply
    const same = fields.get('out_trade_no') === outTradeNo && fields.get('appid') === appid
    return same ? deductionFactOf(fields, outTradeNo, mchid) : unknown
  }
  const missing = reply.kind === 'refused' && /^ORDER_?NOT_?EXIST$/.test(reply.code)
  return missing ? { ...unknown, status: 'not_found' } : unknown
}
