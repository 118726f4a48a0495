import type { AroundOf, MerchantAccounts } from '../gateways/gateways-from-env.ts'
import { alipayPayer } from './alipay-payer.ts'
import type { Payer, PayerName } from './payer.ts'
import { wechatPayer } from './wechat-payer.ts'

let payers: ReadonlyMap<string, Payer> = new Map()

/** Names at boot the gateways this site can pay people through. */
export function configurePayers(configured: readonly Payer[]): void {
  payers = new Map(configured.map((payer) => [payer.name, payer]))
}

/** Null when people cannot be paid this way here: then a person pays by hand. */
export function findPayer(name: string): Payer | null {
  return payers.get(name) ?? null
}

export function configuredPayers(): PayerName[] {
  return [...payers.values()].map(({ name }) => name)
}

/** The same merchant accounts that collect can pay out. */
export function payersFor({ alipay, wechat }: MerchantAccounts, around: AroundOf): Payer[] {
  return [
    ...(alipay ? [alipayPayer(alipay, around('alipay'))] : []),
    ...(wechat ? [wechatPayer(wechat, around('wechat'))] : []),
  ]
}
