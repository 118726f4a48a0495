import * as payments from '#payments'
import type { Ctx } from '#platform/ctx.ts'
import { type BookCheck, findBookCheck } from './check-books.ts'

export type Books = {
  /** Ledger balanced, payment log intact, every bill due matched, nothing open; null: not known. */
  balance: boolean | null
  check: BookCheck | null
  /** Bills that could not be fetched or read. */
  failing: number
  days: payments.BillDay[]
  open: payments.Difference[]
  openCount: number
}

/** All that the page “books balance” says; owner and support. */
export async function getBooks(ctx: Ctx): Promise<Books> {
  const [found, check] = await Promise.all([payments.listDifferences(ctx), findBookCheck(ctx)])
  const failing = found.days.filter(({ state }) => state === 'failed').length
  const sound = check ? check.balanced && check.logIntact : null
  return {
    ...found,
    check,
    failing,
    balance: sound === null ? null : sound && failing === 0 && found.openCount === 0,
  }
}
