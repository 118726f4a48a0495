import * as commerce from '#commerce'
import type { Ctx } from '#platform/ctx.ts'
import type { openSandbox } from '../payments/sandbox.ts'
import type { furnish } from './shop-parts.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Shop = Awaited<ReturnType<typeof furnish>>

/** Fetches all bills that are due, and asks about all differences that are. */
export async function reconcileAll(ctx: Ctx): Promise<void> {
  let worked = 1
  while (worked > 0) {
    worked = await commerce.reconcileDueBills(ctx)
    worked += await commerce.healDueDifferences(ctx)
  }
}

/** Moves both clocks to a coming noon in Beijing, when yesterday's bills are made. */
export async function passToNoon(sandbox: Awaited<ReturnType<typeof openSandbox>>, days = 1) {
  const now = sandbox.time.now.getTime()
  sandbox.time.now = new Date(Math.floor((now - 4 * HOUR) / DAY + days) * DAY + 4 * HOUR)
  await sandbox.control.deliver()
}

/** What a test of reconciliation looks at. */
export function watchBooks({ sql }: Pick<Shop, 'sql'>) {
  return {
    about: (subject: string) => sql`
      select kind, about, state, theirs_minor::text as theirs, ours_minor::text as ours, note,
        theirs_minor is not null and charge_id is null as foreign
      from bill_differences where subject = ${subject} order by kind`,
    open: () => sql`
      select kind, subject from bill_differences where state = 'open' order by kind, subject`,
    runs: (provider: string, date: string) => sql`
      select kind, state, lines, matched, error from bill_runs
      where provider = ${provider} and date = ${date} order by kind`,
    sums: async (provider: string) => {
      const rows = await sql`
        select account, sum(amount_minor)::text as sum from ledger_entries
        where account like ${`%:${provider}`} or account = 'rounding' group by account`
      return Object.fromEntries(rows.map(({ account, sum }) => [account, BigInt(sum)]))
    },
    transfers: async () => {
      const [row] = await sql`select count(*)::int as n from ledger_transfers`
      return row?.n as number
    },
    alarms: async (action: string) => {
      const [row] = await sql`select count(*)::int as n from audit_log where action = ${action}`
      return row?.n as number
    },
  }
}
