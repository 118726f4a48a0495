import { beijing } from '../beijing-time.ts'
import { randomDigits, randomHex } from '../engine/world.ts'
import type { AlipayBooks } from './trade.ts'

export type AlipayAgreement = {
  externalNo: string
  /** Alipay's own number, which charges name. */
  agreementNo: string
  status: 'TEMP' | 'NORMAL' | 'STOP' | 'UNSIGN'
  signScene: string
  periodType: 'DAY' | 'MONTH'
  period: number
  /** The Beijing day on which the next charge is due. */
  nextDay: string
  lastDay: string | null
  singleFen: bigint
  totalFen: bigint | null
  totalTimes: number | null
  chargedFen: bigint
  times: number
  /** What the payer's money does instead of moving: a refusal's code, or `WAIT`. */
  trouble: string | null
  notifyUrl: string
  returnUrl: string
  signedAt: number | null
}

export type AgreementPage = Pick<
  AlipayAgreement,
  | 'externalNo'
  | 'signScene'
  | 'periodType'
  | 'period'
  | 'nextDay'
  | 'singleFen'
  | 'totalFen'
  | 'totalTimes'
  | 'notifyUrl'
  | 'returnUrl'
> & { token: string }

/** The window opens so many days before the day due; older texts say three. */
const WINDOW_DAYS = 5
const DAY_MS = 86_400_000

export function agreementByNumber(
  books: AlipayBooks,
  agreementNo: unknown,
): AlipayAgreement | undefined {
  return books.agreements.all().find((one) => one.agreementNo === agreementNo)
}

/** The payer has opened the page: there is something to sign, and nothing signed. Idempotent. */
export function openAgreement(books: AlipayBooks, page: AgreementPage): AlipayAgreement {
  const found = books.agreements.get(page.externalNo)
  if (found) return found
  const { token: _, ...asked } = page
  const day = today(books).replaceAll('-', '')
  return books.agreements.put(page.externalNo, {
    ...asked,
    agreementNo: `${day}${randomDigits(books.world, 12)}`,
    status: 'TEMP',
    lastDay: null,
    chargedFen: 0n,
    times: 0,
    trouble: null,
    signedAt: null,
  })
}

export function signAgreement(books: AlipayBooks, externalNo: string): boolean {
  const agreement = books.agreements.get(externalNo)
  if (agreement?.status !== 'TEMP') return false
  const signedAt = books.world.schedule.now()
  const signed = books.agreements.put(externalNo, { ...agreement, status: 'NORMAL', signedAt })
  tell(books, signed, 'dut_user_sign', signed.notifyUrl)
  return true
}

/**
 * Ends an agreement. The notice goes to `noticeUrl`: for an end that the payer made in the app that
 * is the app's own address, not the one given at signing, and it may be none at all.
 */
export function unsignAgreement(
  books: AlipayBooks,
  externalNo: string,
  noticeUrl: string | null,
): boolean {
  const agreement = books.agreements.get(externalNo)
  if (agreement?.status !== 'NORMAL' && agreement?.status !== 'STOP') return false
  const ended = books.agreements.put(externalNo, { ...agreement, status: 'UNSIGN' })
  if (noticeUrl) tell(books, ended, 'dut_user_unsign', noticeUrl)
  return true
}

/** Why it cannot be charged so much now, in the gateway's codes; null when it can. */
export function chargeProblem(
  books: AlipayBooks,
  agreement: AlipayAgreement | undefined,
  fen: bigint,
): string | null {
  if (!agreement || agreement.status === 'UNSIGN') return 'ACQ.AGREEMENT_NOT_EXIST'
  if (agreement.status !== 'NORMAL') return 'ACQ.AGREEMENT_STATUS_NOT_NORMAL'
  const now = today(books)
  if (now < shiftDay(agreement.nextDay, -WINDOW_DAYS) || now > agreement.nextDay) {
    return 'ACQ.CYCLE_PAY_DATE_NOT_MATCH'
  }
  const { singleFen, totalFen, chargedFen, totalTimes, times } = agreement
  if (fen > singleFen) return 'ACQ.CYCLE_PAY_SINGLE_FEE_EXCEED'
  if (totalFen !== null && chargedFen + fen > totalFen) return 'ACQ.CYCLE_PAY_TOTAL_FEE_EXCEED'
  if (totalTimes !== null && times >= totalTimes) return 'ACQ.CYCLE_PAY_TOTAL_TIMES_EXCEED'
  return agreement.trouble === 'WAIT' ? null : agreement.trouble
}

/** A charge has succeeded: the period is paid, the next one is due a period later. */
export function advanceAgreement(books: AlipayBooks, agreementNo: string, fen: bigint): void {
  const agreement = agreementByNumber(books, agreementNo)
  if (!agreement) return
  const { nextDay, periodType, period } = agreement
  books.agreements.put(agreement.externalNo, {
    ...agreement,
    lastDay: today(books),
    nextDay: periodType === 'DAY' ? shiftDay(nextDay, period) : shiftMonth(nextDay, period),
    chargedFen: agreement.chargedFen + fen,
    times: agreement.times + 1,
  })
}

export function today(books: AlipayBooks): string {
  return beijing(books.world.schedule.now()).slice(0, 10)
}

function shiftDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Monthly charges fall on the 1st to the 28th, so that every month has the day. */
function shiftMonth(day: string, months: number): string {
  const date = new Date(Date.parse(day))
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.toISOString().slice(0, 10)
}

function tell(books: AlipayBooks, agreement: AlipayAgreement, event: string, url: string): void {
  if (!url) return
  const now = beijing(books.world.schedule.now())
  const moment = event === 'dut_user_sign' ? { sign_time: now, valid_time: now } : {}
  books.world.notifier.notify({
    id: `${now.slice(0, 10).replaceAll('-', '')}00${randomHex(books.world, 12)}`,
    gateway: 'alipay',
    outTradeNo: agreement.externalNo,
    event,
    url,
    payload: {
      notify_type: event,
      agreement_no: agreement.agreementNo,
      external_agreement_no: agreement.externalNo,
      personal_product_code: 'CYCLE_PAY_AUTH_P',
      sign_scene: agreement.signScene,
      status: agreement.status,
      alipay_user_id: '2088722000000001',
      ...(event === 'dut_user_unsign' ? { unsign_time: now } : moment),
    },
  })
}
