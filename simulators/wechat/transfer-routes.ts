import { constants, privateDecrypt } from 'node:crypto'
import { beijingRfc3339 } from '../beijing-time.ts'
import type { Call } from '../engine/http.ts'
import { randomDigits, randomHex } from '../engine/world.ts'
import type { WechatBooks } from './order.ts'
import type { Body } from './transaction-routes.ts'
import type { ApiResult } from './wechat-reply.ts'

/** A bill that waits for its payee: confirmed it is paid, after a day it is cancelled. */
export type WechatTransfer = {
  outBillNo: string
  billNo: string
  fen: bigint
  openid: string
  name: string
  terms: string
  package: string
  state: 'WAIT_USER_CONFIRM' | 'SUCCESS' | 'FAIL'
  createdAt: number
}

export const TRANSFERS = '/v3/fund-app/mch-transfer/transfer-bills'
const CONFIRM_WITHIN_MS = 24 * 3_600_000
const NAMED_FROM_FEN = 200_000

export function transfersOf({ world }: WechatBooks) {
  return world.journal.table<WechatTransfer>('wechat.transfers')
}

/** What the API shows now, time gone by included. */
export function stateOf(books: WechatBooks, { state, createdAt }: WechatTransfer): string {
  const late = books.world.schedule.now() - createdAt >= CONFIRM_WITHIN_MS
  return state === 'WAIT_USER_CONFIRM' && late ? 'CANCELLED' : state
}

/** `POST transfer-bills` and `GET transfer-bills/out-bill-no/{number}`. */
export function transferRoute(books: WechatBooks, call: Call, body: Body): ApiResult {
  if (call.method === 'POST' && call.path === TRANSFERS) return createTransfer(books, call, body)
  const number = /\/out-bill-no\/([^/]+)$/.exec(call.path)?.[1]
  const found = number && call.method === 'GET' ? transfersOf(books).get(number) : undefined
  if (!found) return { status: 404, code: 'NOT_FOUND', message: '记录不存在' }
  return { status: 200, data: viewOf(books, found) }
}

/** The payee says yes, or the wallet says no; false when there is nothing to say it to. */
export function answerTransfer(
  books: WechatBooks,
  outBillNo: string,
  state: 'SUCCESS' | 'FAIL',
): boolean {
  const transfer = transfersOf(books).get(outBillNo)
  if (!transfer || stateOf(books, transfer) !== 'WAIT_USER_CONFIRM') return false
  transfersOf(books).put(outBillNo, { ...transfer, state })
  return true
}

function createTransfer(books: WechatBooks, call: Call, body: Body): ApiResult {
  const { out_bill_no: outBillNo, openid, transfer_amount: amount, transfer_remark: remark } = body
  const sealed = body.user_name
  const infos = body.transfer_scene_report_infos
  if (typeof outBillNo !== 'string' || !/^[0-9A-Za-z]{1,32}$/.test(outBillNo))
    return wrong('out_bill_no')
  if (typeof openid !== 'string' || !/^o[\w-]{20,40}$/.test(openid)) return wrong('openid')
  if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 10) {
    return wrong('transfer_amount')
  }
  if (typeof remark !== 'string' || !remark || [...remark].length > 32)
    return wrong('transfer_remark')
  if (body.transfer_scene_id !== '1005' || !Array.isArray(infos) || infos.length !== 2) {
    return wrong('transfer_scene_report_infos')
  }
  const name = typeof sealed === 'string' ? unsealed(books, call, sealed) : ''
  if (name === null || (amount >= NAMED_FROM_FEN && !name)) return wrong('user_name')
  const terms = JSON.stringify([openid, amount, remark, name])
  const transfers = transfersOf(books)
  const before = transfers.get(outBillNo)
  if (before) {
    if (before.terms !== terms) {
      return { status: 400, code: 'INVALID_REQUEST', message: '商户单号重复，参数不一致' }
    }
    return { status: 200, data: { ...viewOf(books, before), package_info: before.package } }
  }
  const made = transfers.put(outBillNo, {
    outBillNo,
    billNo: `1330${randomDigits(books.world, 28)}`,
    fen: BigInt(amount),
    openid,
    name,
    terms,
    package: `affffddafdfafddffda${randomHex(books.world, 16)}==`,
    state: 'WAIT_USER_CONFIRM',
    createdAt: books.world.schedule.now(),
  })
  return { status: 200, data: { ...viewOf(books, made), package_info: made.package } }
}

function viewOf(books: WechatBooks, transfer: WechatTransfer) {
  const state = stateOf(books, transfer)
  return {
    out_bill_no: transfer.outBillNo,
    transfer_bill_no: transfer.billNo,
    create_time: beijingRfc3339(transfer.createdAt),
    state,
    transfer_amount: Number(transfer.fen),
    ...(state === 'FAIL' ? { fail_reason: 'PAYEE_ACCOUNT_ABNORMAL' } : {}),
  }
}

/** Sealed with the key that `Wechatpay-Serial` names; null when it does not open. */
function unsealed(books: WechatBooks, call: Call, sealed: string): string | null {
  const { privateKeyPem } = books.signers.forReply(String(call.headers['wechatpay-serial'] ?? ''))
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  try {
    const box = Buffer.from(sealed, 'base64')
    return privateDecrypt({ key: privateKeyPem, padding, oaepHash: 'sha1' }, box).toString('utf8')
  } catch {
    return null
  }
}

function wrong(field: string): ApiResult {
  return { status: 400, code: 'PARAM_ERROR', message: `参数错误：${field}` }
}
