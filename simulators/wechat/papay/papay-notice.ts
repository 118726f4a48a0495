import { beijing } from '../../beijing-time.ts'
import type { Alteration } from '../../engine/faults.ts'
import type { Notice, SignedNotice } from '../../engine/notifier.ts'
import { randomHex } from '../../engine/world.ts'
import type { WechatBooks, WechatOrder } from '../order.ts'
import { noticeId } from '../order.ts'
import type { WechatContract } from './contract.ts'
import { deductionFields } from './deduction.ts'
import { type SignType, signV2, type V2Fields, writeV2 } from './v2-wire.ts'

/** What API v2 tells, as XML, until it is answered in XML. */
export function isPapayNotice({ event }: Notice): boolean {
  return event.startsWith('PAP.') || event.startsWith('CONTRACT.')
}

export function tellContract(
  books: WechatBooks,
  contract: WechatContract,
  change: 'ADD' | 'DELETE',
): void {
  const at = change === 'ADD' ? contract.signedAt : contract.endedAt
  const payload: V2Fields = {
    contract_code: contract.code,
    plan_id: contract.planId,
    openid: 'oSandbox00000000000000000001',
    change_type: change,
    operate_time: beijing(at ?? 0),
    contract_id: contract.contractId,
    ...(change === 'ADD'
      ? { contract_expired_time: '2099-12-31 00:00:00', request_serial: contract.serial }
      : { contract_termination_mode: String(contract.endedBy ?? 2) }),
  }
  const { code: outTradeNo, notifyUrl: url, signType } = contract
  tell(books, { outTradeNo, url, event: `CONTRACT.${change}`, signType, payload })
}

/** Both outcomes are told, unlike those of API v3. */
export function tellDeduction(books: WechatBooks, order: WechatOrder): void {
  const { outTradeNo, notifyUrl: url, deduction } = order
  const failure = deduction?.failure ?? null
  const payload: V2Fields = {
    result_code: failure === null ? 'SUCCESS' : 'FAIL',
    ...(failure === null ? {} : { err_code: failure, err_code_des: '扣款失败' }),
    appid: books.world.keys.wechat.appid,
    is_subscribe: 'N',
    ...deductionFields(books, order),
  }
  const signType = deduction?.signType ?? 'MD5'
  const event = failure === null ? 'PAP.SUCCESS' : 'PAP.FAIL'
  tell(books, { outTradeNo, url, event, signType, payload })
}

function tell(
  books: WechatBooks,
  told: {
    outTradeNo: string
    url: string
    event: string
    signType: SignType
    payload: V2Fields
  },
): void {
  const { payload, signType, ...rest } = told
  books.world.notifier.notify({
    ...rest,
    id: noticeId(books.world),
    gateway: 'wechat',
    payload: { ...payload, sign_type: signType },
  })
}

/** Those alterations that API v2 has no place for leave the message honest. */
export function signPapayNotice(
  books: WechatBooks,
  notice: Notice,
  alteration: Alteration | null,
  deltaFen: number,
): SignedNotice {
  const { mchid, apiV2Key } = books.world.keys.wechat
  const told = notice.payload as V2Fields
  const type = told.sign_type === 'MD5' ? 'MD5' : 'HMAC-SHA256'
  const fields: V2Fields = {
    return_code: 'SUCCESS',
    result_code: 'SUCCESS',
    mch_id: alteration === 'foreignMerchant' ? '1900000000' : mchid,
    nonce_str: randomHex(books.world, 16),
    ...told,
  }
  if (alteration === 'amountDelta' && fields.total_fee) {
    fields.total_fee = String(Number(fields.total_fee) + deltaFen)
  }
  if (alteration === 'wrongCurrency') fields.fee_type = 'USD'
  const key = alteration === 'forge' ? 'f'.repeat(32) : apiV2Key
  const sign = signV2(fields, key, type)
  if (alteration === 'tamper') {
    const name = fields.total_fee ? 'total_fee' : 'contract_id'
    fields[name] = `${fields[name]}0`
  }
  const body = writeV2(alteration === 'unsigned' ? fields : { ...fields, sign })
  return { url: notice.url, headers: { 'content-type': 'text/xml; charset=utf-8' }, body }
}
