import { beijing } from '../../beijing-time.ts'
import { randomDigits } from '../../engine/world.ts'
import type { WechatBooks } from '../order.ts'
import { tellContract } from './papay-notice.ts'
import type { SignType } from './v2-wire.ts'

export type WechatContract = {
  /** The merchant's number and the gateway's. */
  code: string
  contractId: string
  planId: string
  serial: string
  account: string
  notifyUrl: string
  signType: SignType
  state: 'pending' | 'signed' | 'ended'
  openedAt: number
  signedAt: number | null
  endedAt: number | null
  /** 2 the payer, 3 the merchant. */
  endedBy: 2 | 3 | null
  /** The announced charge: on which Beijing day, and how much at most. */
  notice: { day: string; fen: bigint } | null
  lastPaidAt: number | null
  /** What the payer's money does instead of moving: a refusal's code, or (null) nothing. */
  trouble: string | null
}

/** Whether this merchant may announce charges; without, each takes a day. */
export type PapaySettings = { announces: boolean }

const HOUR_MS = 3_600_000
/** A charge so soon after signing needs no notice. */
const FRESH_MS = 12 * HOUR_MS
const DAY_MS = 24 * HOUR_MS

export function announces(books: WechatBooks): boolean {
  return books.settings.get('papay')?.announces ?? true
}

export function contractById(books: WechatBooks, contractId: unknown): WechatContract | undefined {
  return books.contracts.all().find((one) => one.contractId === contractId)
}

/** The payer has opened the page: there is something to sign, and nothing signed. Idempotent. */
export function openContract(
  books: WechatBooks,
  asked: Pick<WechatContract, 'code' | 'planId' | 'serial' | 'account' | 'notifyUrl' | 'signType'>,
): WechatContract {
  return (
    books.contracts.get(asked.code) ??
    books.contracts.put(asked.code, {
      ...asked,
      contractId: `${today(books).replaceAll('-', '')}${randomDigits(books.world, 10)}`,
      state: 'pending',
      openedAt: books.world.schedule.now(),
      signedAt: null,
      endedAt: null,
      endedBy: null,
      notice: null,
      lastPaidAt: null,
      trouble: null,
    })
  )
}

export function signContract(books: WechatBooks, code: string): boolean {
  const contract = books.contracts.get(code)
  if (contract?.state !== 'pending') return false
  const signedAt = books.world.schedule.now()
  tellContract(books, books.contracts.put(code, { ...contract, state: 'signed', signedAt }), 'ADD')
  return true
}

/** Ends a contract; `told` false is the notice that never comes. */
export function endContract(
  books: WechatBooks,
  code: string,
  endedBy: 2 | 3,
  told: boolean,
): boolean {
  const contract = books.contracts.get(code)
  if (contract?.state !== 'signed') return false
  const endedAt = books.world.schedule.now()
  const ended = books.contracts.put(code, { ...contract, state: 'ended', endedAt, endedBy })
  if (told) tellContract(books, ended, 'DELETE')
  return true
}

/** Announces a charge; why not, or null. A repeat on the same day is the same notice. */
export function announce(books: WechatBooks, contract: WechatContract, fen: bigint): string | null {
  if (contract.state !== 'signed') return '签约协议不存在'
  if (!announces(books)) return '商户无此权限'
  if (!isDaytime(books)) return '不在可通知时间段内'
  const day = today(books)
  const { notice } = contract
  const inForce = notice !== null && daysSince(books, notice.day) <= 8
  if (inForce && (notice.day !== day || notice.fen !== fen)) return '已通知，请勿重复通知'
  books.contracts.put(contract.code, { ...contract, notice: { day, fen } })
  return null
}

/** When a charge of so much would happen, or the gateway's code for why it cannot be made now. */
export function chargeMoment(
  books: WechatBooks,
  contract: WechatContract | undefined,
  fen: bigint,
): number | string {
  if (contract?.state !== 'signed') return 'CONTRACT_NOT_EXIST'
  const now = books.world.schedule.now()
  const { signedAt, lastPaidAt, notice } = contract
  if (isPending(books, contract)) return 'RULE_LIMIT'
  const isFresh = signedAt !== null && now - signedAt < FRESH_MS && lastPaidAt === null
  if (isFresh) return now + 3_000
  if (!announces(books)) return now + DAY_MS
  if (!notice || !isDaytime(books)) return 'RULE_LIMIT'
  const waited = daysSince(books, notice.day)
  if (waited < 2 || waited > 8) return 'RULE_LIMIT'
  return fen > notice.fen ? 'INVALID_REQUEST' : now + 3_000
}

/** One charge at a time: another one meanwhile is not taken. */
function isPending(books: WechatBooks, { contractId }: WechatContract): boolean {
  return books.orders
    .all()
    .some(({ deduction, state }) => deduction?.contractId === contractId && state === 'NOTPAY')
}

/** A success ends the cycle: the next charge wants a notice of its own. */
export function closeCycle(books: WechatBooks, contractId: string): void {
  const contract = contractById(books, contractId)
  if (!contract) return
  const lastPaidAt = books.world.schedule.now()
  books.contracts.put(contract.code, { ...contract, notice: null, lastPaidAt })
}

function isDaytime(books: WechatBooks): boolean {
  const hour = Number(beijing(books.world.schedule.now()).slice(11, 13))
  return hour >= 7 && hour < 22
}

function daysSince(books: WechatBooks, day: string): number {
  return Math.round((Date.parse(today(books)) - Date.parse(day)) / DAY_MS)
}

function today(books: WechatBooks): string {
  return beijing(books.world.schedule.now()).slice(0, 10)
}
