import { textOf } from '../../fields.ts'
import type { ChargeFact, CloseOutcome } from '../../provider.ts'
import { unknownCharge } from '../../unknown-charge.ts'
import { chargeFactOf } from '../alipay-facts.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'

/** TRADE_NOT_EXIST before the payer scans is the normal answer for a page nobody has opened. */
export async function queryTrade(line: AlipayLine, outTradeNo: string): Promise<ChargeFact> {
  const account = line.config.appId
  const unknown = unknownCharge(outTradeNo, account)
  const reply = await callAlipay(line, 'alipay.trade.query', { out_trade_no: outTradeNo })
  if (reply.kind === 'ok') {
    const same = textOf(reply.node, 'out_trade_no') === outTradeNo
    return same ? chargeFactOf(reply.node, outTradeNo, account) : unknown
  }
  const missing = reply.kind === 'refused' && tradeMissing(reply.code)
  return missing ? { ...unknown, status: 'not_found' } : unknown
}

/**
 * Any refusal but "not there" means the trade is no longer waiting, so the trade itself is asked.
 */
export async function closeTrade(line: AlipayLine, outTradeNo: string): Promise<CloseOutcome> {
  const reply = await callAlipay(line, 'alipay.trade.close', { out_trade_no: outTradeNo })
  if (reply.kind === 'unknown') return 'unknown'
  if (reply.kind === 'ok') {
    return textOf(reply.node, 'out_trade_no') === outTradeNo ? 'closed' : 'unknown'
  }
  if (tradeMissing(reply.code)) return 'not_found'
  const { status } = await queryTrade(line, outTradeNo)
  return status === 'open' ? 'unknown' : status
}

export function tradeMissing(code: string): boolean {
  return code === 'ACQ.TRADE_NOT_EXIST' || code === 'TRADE_NOT_EXIST'
}
