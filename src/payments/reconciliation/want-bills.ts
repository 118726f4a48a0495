import { and, eq, min } from 'drizzle-orm'
import { newId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import { gatewaysWithBills } from '../gateways/gateways.ts'
import type { Provider } from '../provider.ts'
import { billRuns, charges } from '../tables.ts'
import { addDays, billReadyAt, dayOf } from './business-day.ts'

/** Gateways keep bills for three months or longer; older days cannot be caught up. */
const MAX_DAYS_BACK = 89

/**
 * Writes down each bill that there must be by now: for every gateway with bills, each of its days
 * from the first charge to yesterday. Returns how many were new.
 */
export async function wantBills(ctx: Ctx): Promise<number> {
  let wanted = 0
  for (const gateway of gatewaysWithBills()) wanted += await wantBillsOf(ctx, gateway)
  return wanted
}

async function wantBillsOf(ctx: Ctx, gateway: Provider): Promise<number> {
  const { name: provider, account, capabilities } = gateway
  const yesterday = addDays(dayOf(provider, ctx.now), -1)
  const [known] = await ctx.db
    .select({ id: billRuns.id })
    .from(billRuns)
    .where(
      and(
        eq(billRuns.provider, provider),
        eq(billRuns.account, account),
        eq(billRuns.date, yesterday),
      ),
    )
    .limit(1)
  if (known) return 0
  const [first] = await ctx.db
    .select({ at: min(charges.createdAt) })
    .from(charges)
    .where(and(eq(charges.provider, provider), eq(charges.account, account)))
  if (!first?.at) return 0
  const dates = datesUntil(yesterday, dayOf(provider, first.at))
  const rows = dates.flatMap((date) =>
    capabilities.bills.map((kind) => ({
      id: newId(ctx.now),
      provider,
      account,
      date,
      kind,
      state: 'wanted' as const,
      tryAt: billReadyAt(provider, date),
      createdAt: ctx.now,
    })),
  )
  if (rows.length === 0) return 0
  const made = await ctx.db
    .insert(billRuns)
    .values(rows)
    .onConflictDoNothing()
    .returning({ id: billRuns.id })
  return made.length
}

function datesUntil(last: string, first: string): string[] {
  const earliest = addDays(last, -MAX_DAYS_BACK)
  const dates: string[] = []
  let date = first > earliest ? first : earliest
  while (date <= last) {
    dates.push(date)
    date = addDays(date, 1)
  }
  return dates
}
