import { beijing } from '../../beijing-time.ts'
import type { ReplyFault } from '../../engine/faults.ts'
import type { Answer, Call } from '../../engine/http.ts'
import { randomHex } from '../../engine/world.ts'
import type { WechatBooks } from '../order.ts'
import type { Refusal } from '../refund.ts'
import { type Body, readFen } from '../transaction-routes.ts'
import type { ApiResult } from '../wechat-reply.ts'
import {
  announce,
  contractById,
  endContract,
  openContract,
  type WechatContract,
} from './contract.ts'
import { readContractAsk } from './contract-pages.ts'
import { applyDeduction, queryDeduction, type V2Result } from './deduction.ts'
import { readV2, signTypeOf, signV2, type V2Fields, writeV2 } from './v2-wire.ts'

const methods: Record<string, (books: WechatBooks, given: V2Fields) => V2Result> = {
  '/papay/querycontract': queryContract,
  '/papay/deletecontract': deleteContract,
  '/pay/pappayapply': applyDeduction,
  '/pay/paporderquery': queryDeduction,
}

/** The methods that want a `nonce_str`. */
const withNonce = ['/pay/pappayapply', '/pay/paporderquery']

export function isPapayCall({ path }: Call): boolean {
  return Object.hasOwn(methods, path) || path === '/papay/h5entrustweb'
}

/** Answers a call of API v2: what is not understood by an unsigned `return_code` FAIL. */
export function answerPapay(books: WechatBooks, call: Call, fault: ReplyFault | null): Answer {
  if (call.path === '/papay/h5entrustweb') return leadFromBrowser(books, call, fault)
  const { mchid, appid, apiV2Key } = books.world.keys.wechat
  const given = call.method === 'POST' ? readV2(call.body.toString('utf8')) : null
  if (!given) return misunderstood('XML格式错误')
  const type = signTypeOf(given)
  if (given.sign !== signV2(given, apiV2Key, type)) return misunderstood('签名错误')
  if (given.mch_id !== mchid || given.appid !== appid) return misunderstood('商户号或appid不存在')
  if (withNonce.includes(call.path) && !/^[0-9A-Za-z]{1,32}$/.test(given.nonce_str ?? '')) {
    return misunderstood('nonce_str 参数错误')
  }
  const result: V2Result =
    fault?.kind === 'business'
      ? { code: fault.code, words: '模拟的业务错误' }
      : (methods[call.path]?.(books, given) ?? { code: 'PARAM_ERROR', words: '接口不存在' })
  const fields: V2Fields = {
    return_code: 'SUCCESS',
    return_msg: 'OK',
    appid,
    mch_id: mchid,
    nonce_str: randomHex(books.world, 16),
    ...('fields' in result
      ? { result_code: 'SUCCESS', ...result.fields }
      : { result_code: 'FAIL', err_code: result.code, err_code_des: result.words }),
  }
  const key = fault?.kind === 'wrongKey' ? 'f'.repeat(32) : apiV2Key
  const sign = signV2(fields, key, type)
  return xml(fault?.kind === 'unsigned' ? fields : { ...fields, sign })
}

function queryContract(books: WechatBooks, given: V2Fields): V2Result {
  const contract = findContract(books, given)
  if (!contract) return { code: 'CONTRACT_NOT_EXIST', words: '签约协议不存在' }
  const { state, signedAt, endedAt, endedBy } = contract
  return {
    fields: {
      ...numbersOf(contract),
      contract_display_account: contract.account,
      contract_state: { pending: '9', signed: '0', ended: '1' }[state],
      openid: 'oSandbox00000000000000000001',
      ...(signedAt === null
        ? {}
        : {
            contract_signed_time: beijing(signedAt),
            contract_expired_time: '2099-12-31 00:00:00',
          }),
      ...(endedAt === null
        ? {}
        : {
            contract_terminated_time: beijing(endedAt),
            contract_termination_mode: String(endedBy),
          }),
    },
  }
}

/** What the merchant ends is told as well. */
function deleteContract(books: WechatBooks, given: V2Fields): V2Result {
  const contract = findContract(books, given)
  if (!given.contract_termination_remark) return { code: 'PARAM_ERROR', words: '缺少解约备注' }
  const ended = contract && endContract(books, contract.code, 3, true)
  if (!ended) return { code: 'CONTRACT_NOT_EXIST', words: '签约协议不存在' }
  return { fields: numbersOf(contract) }
}

function numbersOf({ contractId, planId, code }: WechatContract): V2Fields {
  return { contract_id: contractId, plan_id: planId, contract_code: code }
}

function findContract(books: WechatBooks, given: V2Fields): WechatContract | undefined {
  if (given.contract_id) return contractById(books, given.contract_id)
  const found = books.contracts.get(given.contract_code ?? '')
  return found?.planId === given.plan_id ? found : undefined
}

/** `GET /papay/h5entrustweb`: an address for a phone's browser, in a reply that nobody signed. */
function leadFromBrowser(books: WechatBooks, call: Call, fault: ReplyFault | null): Answer {
  const asked = readContractAsk(books, call)
  if (typeof asked === 'string') return misunderstood(asked)
  if (!call.query.get('clientip')) return misunderstood('clientip 参数错误')
  const status = { return_code: 'SUCCESS', return_msg: 'OK' }
  if (fault?.kind === 'business') {
    return xml({ ...status, result_code: 'FAIL', err_code: fault.code })
  }
  const { code } = openContract(books, asked)
  const url = `http://${call.headers.host}/wechat/contracts/${code}`
  return xml({ ...status, result_code: 'SUCCESS', redirect_url: url })
}

/** `POST /v3/papay/contracts/{contract_id}/notify` */
export function announceCharge(books: WechatBooks, contractId: string, body: Body): ApiResult {
  const { mchid, appid } = books.world.keys.wechat
  if (body.mchid !== mchid || body.appid !== appid) return wrong('mchid')
  const amount = body.estimated_amount
  const fields = typeof amount === 'object' && amount !== null ? (amount as Body) : {}
  const fen = readFen(fields, 'amount')
  if (fen === null) return wrong('estimated_amount')
  const contract = contractById(books, contractId)
  if (contract?.state !== 'signed') {
    return { status: 404, code: 'RESOURCE_NOT_EXISTS', message: '签约协议不存在' }
  }
  const problem = announce(books, contract, fen)
  return problem === null
    ? { status: 204 }
    : { status: 400, code: 'INVALID_REQUEST', message: problem }
}

function wrong(field: string): Refusal {
  return { status: 400, code: 'PARAM_ERROR', message: `参数错误：${field}` }
}

function misunderstood(words: string): Answer {
  return xml({ return_code: 'FAIL', return_msg: words })
}

function xml(fields: V2Fields): Answer {
  const headers = { 'content-type': 'text/xml; charset=utf-8' }
  return { status: 200, headers, body: writeV2(fields) }
}
