import { type Actor, actorName, hasRole, isPerson } from '#kernel/actor.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import { decrypt, encrypt } from '#platform/crypto/encrypt.ts'
import { keyFor } from '#platform/crypto/keys.ts'
import type { payouts } from '../../tables.ts'

export type PayoutRow = typeof payouts.$inferSelect
export type PayoutStatus = PayoutRow['status']
export type PayoutMethod = PayoutRow['method']

/** An Alipay log-in or a WeChat openid with the payee's real name, or a bank account as text. */
export type PayoutDetails = { account: string; name: string }

export type Payout = {
  id: string
  number: string
  personId: string
  amount: Money
  method: PayoutMethod
  hint: string
  status: PayoutStatus
  proof: string | null
  code: string | null
  confirm: string | null
  createdAt: Date
  finishedAt: Date | null
}

/** `failed` and `cancelled` have given the money back; asking again is another payout. */
export const payoutTransitions: Transitions<PayoutStatus> = {
  requested: ['approved', 'cancelled'],
  approved: ['sending', 'paid', 'cancelled'],
  sending: ['paid', 'failed'],
  paid: [],
  failed: [],
  cancelled: [],
}

/** Whoever decides about payouts; the platform itself only sends what was decided. */
export function mayDecidePayouts(actor: Actor): boolean {
  return actor.kind === 'person' && hasRole(actor, 'owner')
}

export function maySeePayout(actor: Actor, { personId }: Pick<PayoutRow, 'personId'>): boolean {
  return isPerson(actor, personId) || mayDecidePayouts(actor)
}

/** Four eyes: neither who asked nor who is paid may say yes. */
export function mayApprove(
  actor: Actor,
  { requestedBy, personId }: Pick<PayoutRow, 'requestedBy' | 'personId'>,
): boolean {
  return actorName(actor) !== requestedBy && !isPerson(actor, personId)
}

export function openPayout(row: PayoutRow): Payout {
  if (!isCurrency(row.currency)) throw new Error(`unknown currency ${row.currency}`)
  const { id, number, personId, method, hint, status, proof, code, confirm } = row
  const { createdAt, finishedAt } = row
  const amount = money(row.amountMinor, row.currency)
  const what = { id, number, personId, amount, method, hint, status }
  return { ...what, proof, code, confirm, createdAt, finishedAt }
}

/** Details are bound to their person: a box copied to another's row does not open. */
export function sealDetails(personId: string, details: PayoutDetails): string {
  return encrypt(keyFor('payout-account'), JSON.stringify(details), personId)
}

export function openDetails({ personId, details }: Pick<PayoutRow, 'personId' | 'details'>) {
  return JSON.parse(decrypt(keyFor('payout-account'), details, personId)) as PayoutDetails
}
