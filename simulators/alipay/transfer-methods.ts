import { beijing } from '../beijing-time.ts'
import { randomDigits } from '../engine/world.ts'
import { type AlipayBooks, yuan } from './trade.ts'
import { type MethodResult, readAmount } from './trade-methods.ts'

/** Money that the merchant sends to a person; done at once, as the real one mostly is. */
export type AlipayTransfer = {
  outBizNo: string
  orderId: string
  fen: bigint
  identity: string
  name: string
  at: number
}

type Biz = Record<string, unknown>

export const transferMethods: Record<string, (books: AlipayBooks, biz: Biz) => MethodResult> = {
  'alipay.fund.trans.uni.transfer': transfer,
  'alipay.fund.trans.common.query': queryTransfer,
}

export function transfersOf({ world }: AlipayBooks) {
  return world.journal.table<AlipayTransfer>('alipay.transfers')
}

/** Less than this the product does not send. */
const MIN_FEN = 10n

/** One number sends once, however often it is asked; `nobody…` and `stranger…` are refused. */
function transfer(books: AlipayBooks, biz: Biz): MethodResult {
  const { out_biz_no: outBizNo, payee_info: payee } = biz
  const fen = readAmount(biz.trans_amount)
  const { identity, identity_type: type, name } = (payee ?? {}) as Biz
  const sound =
    isNumber(outBizNo) &&
    isProduct(biz) &&
    typeof identity === 'string' &&
    type === 'ALIPAY_LOGON_ID' &&
    typeof biz.order_title === 'string'
  if (!sound || fen === null) return refusal('INVALID_PARAMETER', '参数有误')
  if (typeof name !== 'string' || !name) return refusal('PAYEE_NAME_NOT_EMPTY', '收款方姓名为空')
  if (fen < MIN_FEN) return refusal('EXCEED_LIMIT_SM_MIN_AMOUNT', '单笔最低转账金额0.1元')
  const transfers = transfersOf(books)
  const before = transfers.get(outBizNo)
  if (before) {
    const same = before.fen === fen && before.identity === identity && before.name === name
    return same ? { fields: viewOf(before) } : refusal('PAYMENT_INFO_INCONSISTENCY', '参数不一致')
  }
  if (identity.startsWith('nobody')) return refusal('PAYEE_NOT_EXIST', '收款账号不存在')
  if (identity.startsWith('stranger')) return refusal('PAYEE_USER_INFO_ERROR', '收款用户姓名不符')
  const orderId = `2026${randomDigits(books.world, 24)}`
  const at = books.world.schedule.now()
  return { fields: viewOf(transfers.put(outBizNo, { outBizNo, orderId, fen, identity, name, at })) }
}

function queryTransfer(books: AlipayBooks, biz: Biz): MethodResult {
  const { out_biz_no: outBizNo } = biz
  if (!isNumber(outBizNo) || !isProduct(biz)) return refusal('INVALID_PARAMETER', '参数有误')
  const found = transfersOf(books).get(outBizNo)
  return found ? { fields: viewOf(found) } : refusal('ORDER_NOT_EXIST', '转账订单不存在')
}

function viewOf({ outBizNo, orderId, fen, at }: AlipayTransfer) {
  return {
    out_biz_no: outBizNo,
    order_id: orderId,
    pay_fund_order_id: orderId,
    status: 'SUCCESS',
    trans_amount: yuan(fen),
    trans_date: beijing(at),
  }
}

function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z_-]{1,64}$/.test(value)
}

function isProduct({ product_code: product, biz_scene: scene }: Biz): boolean {
  return product === 'TRANS_ACCOUNT_NO_PWD' && scene === 'DIRECT_TRANSFER'
}

function refusal(code: string, msg: string): MethodResult {
  return { fields: {}, sub: [code, msg] }
}
