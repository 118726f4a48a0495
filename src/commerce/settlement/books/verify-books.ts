import { type SQL, sql } from 'drizzle-orm'
import { hasRole } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import { type AccountName, parseAccount, sideOf, verifyLedger } from '#ledger'
import type { Ctx } from '#platform/ctx.ts'
import type { Check } from './check.ts'
import { disputeChecks } from './dispute-checks.ts'
import { payoutChecks } from './payout-checks.ts'
import { saleChecks } from './sale-checks.ts'
import { shareChecks } from './share-checks.ts'

export type Finding = { check: string; subject: string; detail: string }
export type BooksReport = { transfers: number; checks: number; findings: Finding[] }

/** Enough to see what is wrong without printing a broken database. */
const MAX_FINDINGS = 50
/**
 * Owed or earned, these never stand on their wrong side; `payable` may, after refunds, and
 * `suspense`, after money was given back at the gateway by hand.
 */
const neverNegative: readonly AccountName[] = [
  ...(['deferred', 'held', 'clearing', 'refund-payable'] as const),
  ...(['platform-income', 'points-liability'] as const),
]

const checks: Check[] = [
  {
    name: 'currency-sum',
    query: sql`select currency as subject, 'the books sum to ' || sum(amount_minor) as detail
      from ledger_entries group by currency having sum(amount_minor) <> 0`,
  },
  ...saleChecks,
  ...shareChecks,
  ...payoutChecks,
  ...disputeChecks,
]

/**
 * Recomputes the books from what happened, trusting no trigger and no stored sum: each transfer,
 * each currency, charges, refunds, shares, what is earned, what is owed and what was paid out.
 */
export async function verifyBooks(ctx: Ctx): Promise<BooksReport> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const ledger = await verifyLedger(ctx)
  const findings: Finding[] = ledger.unbalanced
    .slice(0, MAX_FINDINGS)
    .map((key) => ({ check: 'transfer-balance', subject: key, detail: 'does not sum to zero' }))
  findings.push(...(await accountFindings(ctx)))
  for (const { name, query } of checks) findings.push(...(await run(ctx, name, query)))
  // The three that are not a query of their own: transfers, names and sides of accounts.
  return { transfers: ledger.transfers, checks: checks.length + 3, findings }
}

async function accountFindings(ctx: Ctx): Promise<Finding[]> {
  const rows = await ctx.db.execute<{ account: string; currency: string; sum: string }>(
    sql`select account, currency, sum(amount_minor)::text as sum from ledger_entries
      group by account, currency`,
  )
  return rows.flatMap(({ account, currency, sum }) => {
    const parsed = parseAccount(account)
    if (!parsed) {
      return [{ check: 'unknown-account', subject: account, detail: `${sum} ${currency}` }]
    }
    const isWrong = neverNegative.includes(parsed.name) && sideOf(parsed.kind) * BigInt(sum) < 0n
    return isWrong ? [{ check: 'wrong-side', subject: account, detail: `${sum} ${currency}` }] : []
  })
}

async function run(ctx: Ctx, check: string, query: SQL): Promise<Finding[]> {
  const rows = await ctx.db.execute<{ subject: string; detail: string }>(
    sql`${query} limit ${MAX_FINDINGS}`,
  )
  return rows.map(({ subject, detail }) => ({ check, subject, detail }))
}
