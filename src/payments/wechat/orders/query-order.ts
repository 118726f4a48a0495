import { textOf } from '../../fields.ts'
import type { ChargeFact, CloseOutcome } from '../../provider.ts'
import { unknownCharge } from '../../unknown-charge.ts'
import { callWechat, isMissing, type WechatContext } from '../call-wechat.ts'
import { queryDeduction } from '../papay/query-deduction.ts'
import { chargeFactOf, isOurs } from '../wechat-facts.ts'

/** A deduction of 周期扣费 is not found among the orders of API v3; it is then asked for by v2. */
export async function queryOrder(context: WechatContext, outTradeNo: string): Promise<ChargeFact> {
  const fact = await queryTransaction(context, outTradeNo)
  const byDeduction = fact.status === 'not_found' && context.config.papay !== undefined
  return byDeduction ? queryDeduction(context, outTradeNo) : fact
}

async function queryTransaction(context: WechatContext, outTradeNo: string): Promise<ChargeFact> {
  const { config } = context
  const unknown = unknownCharge(outTradeNo, config.mchid)
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}`
  const reply = await callWechat(context, 'GET', `${path}?mchid=${config.mchid}`)
  if (reply.kind === 'ok') {
    const same = textOf(reply.fields, 'out_trade_no') === outTradeNo
    if (!same || !isOurs(reply.fields, config)) return unknown
    return chargeFactOf(reply.fields, outTradeNo, config.mchid)
  }
  return isMissing(reply) ? { ...unknown, status: 'not_found' } : unknown
}

const closeOutcomes = new Map<string, CloseOutcome>([
  ['ORDERPAID', 'paid'],
  ['ORDER_PAID', 'paid'],
  ['ORDER_CLOSED', 'closed'],
  ['ORDERCLOSED', 'closed'],
])

/** `time_expire` ends the payer's time, but only this closes the order. */
export async function closeOrder(
  context: WechatContext,
  outTradeNo: string,
): Promise<CloseOutcome> {
  const { mchid } = context.config
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`
  const reply = await callWechat(context, 'POST', path, { mchid })
  if (reply.kind === 'unknown') return 'unknown'
  if (reply.kind === 'ok') return reply.status === 204 ? 'closed' : 'unknown'
  if (isMissing(reply)) return 'not_found'
  return closeOutcomes.get(reply.code) ?? 'unknown'
}
