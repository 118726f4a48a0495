import type { Recurring } from '../../recurring.ts'
import { callWechat, type WechatContext } from '../call-wechat.ts'
import type { WechatPapay } from '../wechat-config.ts'
import { fenOf } from '../wechat-facts.ts'
import type { PapayContext } from './call-papay.ts'
import { chargeContract } from './charge-contract.ts'
import { announceWindow, chargeWindow } from './deduction-days.ts'
import { endContract, queryContract } from './query-contract.ts'
import { signContract } from './sign-contract.ts'

/** 周期扣费: signed once; every charge is announced two days ahead and then asked for by us. */
export function wechatRecurring(line: WechatContext, papay: WechatPapay): Recurring {
  const context: PapayContext = { ...line, papay }
  return {
    drivenBy: 'merchant',
    createAgreement: (request) => signContract(context, request),
    queryAgreement: (agreementNo) => queryContract(context, agreementNo),
    endAgreement: (agreementNo) => endContract(context, agreementNo),
    chargeWindow: (dueAt) => chargeWindow(dueAt, papay.announces),
    announceCharge: papay.announces ? (request) => announceCharge(context, request) : null,
    ...(papay.announces ? { announceWindow } : {}),
    charge: (request) => chargeContract(context, request),
    moveNextCharge: null,
  }
}

/** No more than this may then be charged; the gateway's seven days of charging are its default. */
async function announceCharge(
  context: PapayContext,
  { gatewayNo, amount }: Parameters<NonNullable<Recurring['announceCharge']>>[0],
): Promise<'announced' | 'refused' | 'unknown'> {
  const { mchid, appid } = context.config
  const total = fenOf(amount.minor)
  if (amount.currency !== 'CNY' || total === null) return 'refused'
  const path = `/v3/papay/contracts/${encodeURIComponent(gatewayNo)}/notify`
  const body = { mchid, appid, estimated_amount: { amount: total, currency: 'CNY' } }
  const reply = await callWechat(context, 'POST', path, body)
  if (reply.kind === 'ok') return reply.status === 204 ? 'announced' : 'unknown'
  return reply.kind
}
