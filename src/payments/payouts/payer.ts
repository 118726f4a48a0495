import type { Money } from '#kernel/money.ts'

export const payerNames = ['alipay', 'wechat'] as const
export type PayerName = (typeof payerNames)[number]

/** Whom a gateway pays: an Alipay log-in or a WeChat openid of this merchant's app, and a name. */
export type Payee = { account: string; name: string }

export type TransferRequest = {
  /** Ours, `[0-9A-Za-z]{6,32}`; the same number is the same transfer however often it is sent. */
  outNo: string
  amount: Money
  payee: Payee
  remark: string
}

/**
 * What the gateway says of a transfer. `waiting`: the payee must confirm it in the wallet first, by
 * `confirm`, the JSON that the wallet's browser is called with. Only `paid` and `failed` are final;
 * `unknown` is a reason to ask again, never to send under another number.
 */
export type TransferFact = {
  outNo: string
  status: 'paid' | 'waiting' | 'processing' | 'failed' | 'not_found' | 'unknown'
  tradeNo: string | null
  amount: Money | null
  code: string | null
  confirm: string | null
}

/** A gateway that pays people. Calls never throw for what a gateway or a network does. */
export type Payer = {
  name: PayerName
  /** Smallest and largest transfer in minor units, both included; only CNY is paid out. */
  amounts: { min: bigint; max: bigint }
  transfer(request: TransferRequest): Promise<TransferFact>
  queryTransfer(outNo: string): Promise<TransferFact>
}

export function unknownTransfer(outNo: string, code: string | null): TransferFact {
  return { outNo, status: 'unknown', tradeNo: null, amount: null, code, confirm: null }
}
