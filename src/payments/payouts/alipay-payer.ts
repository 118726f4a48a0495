import { formatDecimal, parseMoney } from '#kernel/money.ts'
import type { AlipayConfig } from '../alipay/alipay-config.ts'
import { type AlipayLine, openLine } from '../alipay/alipay-line.ts'
import { callAlipay } from '../alipay/call-alipay.ts'
import { type Fields, textOf } from '../fields.ts'
import type { Surroundings } from '../wire.ts'
import {
  type Payee,
  type Payer,
  type TransferFact,
  type TransferRequest,
  unknownTransfer,
} from './payer.ts'

/** 单笔无密转账到支付宝账户: what the merchant signed for with Alipay. */
const PRODUCT = { product_code: 'TRANS_ACCOUNT_NO_PWD', biz_scene: 'DIRECT_TRANSFER' }
/** Longest title and remark that the payee sees. */
const MAX_TITLE = 32

/**
 * `alipay.fund.trans.uni.transfer` and `alipay.fund.trans.common.query`
 * (https://opendocs.alipay.com/open/62987723_alipay.fund.trans.uni.transfer). A log-in needs the
 * real name beside it, and Alipay refuses when they do not belong together.
 */
export function alipayPayer(config: AlipayConfig, around: Surroundings): Payer {
  const line = openLine(config, around)
  return {
    name: 'alipay',
    amounts: { min: 10n, max: 10_000_000_000n },
    transfer: (request) => transfer(line, request),
    queryTransfer: (outNo) => queryTransfer(line, outNo),
  }
}

/** A refusal may hide an earlier success of the same number: it counts once the query agrees. */
async function transfer(line: AlipayLine, request: TransferRequest): Promise<TransferFact> {
  const { outNo, amount, payee, remark } = request
  const discreet = { ...line, around: withoutPayee(line.around, payee) }
  const reply = await callAlipay(discreet, 'alipay.fund.trans.uni.transfer', {
    ...PRODUCT,
    out_biz_no: outNo,
    trans_amount: formatDecimal(amount),
    order_title: [...remark].slice(0, MAX_TITLE).join(''),
    payee_info: { identity: payee.account, identity_type: 'ALIPAY_LOGON_ID', name: payee.name },
  })
  if (reply.kind === 'ok') return factOf(reply.node, outNo)
  if (reply.kind === 'unknown') return unknownTransfer(outNo, reply.code)
  const known = await queryTransfer(line, outNo)
  return known.status === 'not_found' ? { ...known, status: 'failed', code: reply.code } : known
}

/** The log of exchanges is kept for ever: whom a transfer pays is not written into it. */
function withoutPayee(around: Surroundings, { account, name }: Payee): Surroundings {
  const { onExchange } = around
  if (!onExchange) return around
  const hidden = [account, name].map((text) =>
    new URLSearchParams({ '': text }).toString().slice(1),
  )
  return {
    ...around,
    onExchange: (exchange) =>
      onExchange({
        ...exchange,
        requestBody: hidden.reduce(
          (body, text) => body.replaceAll(text, '***'),
          exchange.requestBody,
        ),
      }),
  }
}

async function queryTransfer(line: AlipayLine, outNo: string): Promise<TransferFact> {
  const reply = await callAlipay(line, 'alipay.fund.trans.common.query', {
    ...PRODUCT,
    out_biz_no: outNo,
  })
  if (reply.kind === 'ok') return factOf(reply.node, outNo)
  const missing = reply.kind === 'refused' && reply.code === 'ORDER_NOT_EXIST'
  return { ...unknownTransfer(outNo, reply.code), ...(missing && { status: 'not_found' }) }
}

const statuses = new Map<string, TransferFact['status']>([
  ['SUCCESS', 'paid'],
  ['FAIL', 'failed'],
  ['CLOSED', 'failed'],
  ['REFUND', 'failed'],
  ['DEALING', 'processing'],
  ['WAIT_PAY', 'processing'],
])

function factOf(node: Fields, outNo: string): TransferFact {
  if (textOf(node, 'out_biz_no') !== outNo) return unknownTransfer(outNo, 'foreign_reply')
  const said = textOf(node, 'status') ?? 'no_status'
  const status = statuses.get(said) ?? 'unknown'
  return {
    outNo,
    status,
    tradeNo: textOf(node, 'order_id'),
    amount: parseMoney(textOf(node, 'trans_amount') ?? '', 'CNY'),
    code: status === 'paid' ? null : (textOf(node, 'error_code') ?? said),
    confirm: null,
  }
}
