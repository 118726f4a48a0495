import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { hasRole } from '#kernel/actor.ts'
import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { type Currency, type Money, money } from '#kernel/money.ts'
import { type AccountKind, type AccountName, chart, PLATFORM, parseAccount, sideOf } from '#ledger'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { statementAccounts } from './statement.ts'

const RUNS = 14
/** A page, not a report: statements tell the rest. */
const MAX_CREATORS = 100

export type MoneyOverview = {
  /** Of the actor as a creator: not earned yet, in the hold, payable, on its way out. */
  own: { deferred: Money; held: Money; payable: Money; clearing: Money }
  /** For the owner: every account of the chart that holds something, all owners together. */
  accounts: { kind: AccountKind; name: AccountName; balance: Money }[] | null
  /** For the owner: what each creator has, largest payable first. */
  creators: { personId: string; name: string; pending: Money; payable: Money }[] | null
  /** The last days' settlements. */
  runs: { day: string; creators: number; amount: Money }[]
}

/** Where the money is: a creator's own, and the whole chart for the owner. */
export async function getMoneyOverview(ctx: Ctx): Promise<MoneyOverview> {
  const { actor } = ctx
  if (actor.kind !== 'person') throw unauthenticated()
  if (!hasRole(actor, 'creator')) throw forbidden()
  const { currency } = await getSettings(ctx)
  const isOwner = hasRole(actor, 'owner')
  const mine = [...statementAccounts(actor.personId), `clearing:${actor.personId}`]
  const [rows, runs] = await Promise.all([
    ctx.db
      .select({
        account: ledgerEntries.account,
        sum: sql<string>`sum(${ledgerEntries.amountMinor})`,
      })
      .from(ledgerEntries)
      .where(
        and(
          eq(ledgerEntries.currency, currency),
          isOwner ? undefined : inArray(ledgerEntries.account, mine),
        ),
      )
      .groupBy(ledgerEntries.account),
    listRuns(ctx, isOwner ? null : actor.personId),
  ])
  const balances = new Map(rows.map(({ account, sum }) => [account, BigInt(sum)]))
  const owed = (account: string) => money(-(balances.get(account) ?? 0n), currency)
  const [deferred = '', held = '', payable = '', clearing = ''] = mine
  return {
    own: {
      deferred: owed(deferred),
      held: owed(held),
      payable: owed(payable),
      clearing: owed(clearing),
    },
    accounts: isOwner ? accountsOf(balances, currency) : null,
    creators: isOwner ? await creatorsOf(ctx, balances, currency) : null,
    runs: runs.map(({ day, creators, sum }) => ({
      day,
      creators,
      amount: money(BigInt(sum), currency),
    })),
  }
}

/** Balances by name as a person reads them: what is owed is positive on its own side. */
function accountsOf(balances: ReadonlyMap<string, bigint>, currency: Currency) {
  const sums = new Map<AccountName, bigint>()
  for (const [account, sum] of balances) {
    const parsed = parseAccount(account)
    if (parsed) sums.set(parsed.name, (sums.get(parsed.name) ?? 0n) + sum)
  }
  return [...sums].map(([name, sum]) => {
    const { kind } = chart[name]
    return { kind, name, balance: money(sideOf(kind) * sum, currency) }
  })
}

async function creatorsOf(ctx: Ctx, balances: ReadonlyMap<string, bigint>, currency: Currency) {
  const sums = new Map<string, { pending: bigint; payable: bigint }>()
  for (const [account, sum] of balances) {
    const { name, owner } = parseAccount(account) ?? {}
    if (!owner || owner === PLATFORM || !isCreators(name)) continue
    const { pending, payable } = sums.get(owner) ?? { pending: 0n, payable: 0n }
    const isPayable = name === 'payable'
    sums.set(owner, {
      pending: isPayable ? pending : pending - sum,
      payable: isPayable ? payable - sum : payable,
    })
  }
  const largest = [...sums]
    .sort(([, a], [, b]) => (a.payable === b.payable ? 0 : a.payable > b.payable ? -1 : 1))
    .slice(0, MAX_CREATORS)
  const ids = largest.map(([personId]) => personId)
  const names = ids.length
    ? await ctx.db
        .select({ id: people.id, name: people.name })
        .from(people)
        .where(inArray(people.id, ids))
    : []
  return largest.map(([personId, { pending, payable }]) => ({
    personId,
    name: names.find(({ id }) => id === personId)?.name ?? '',
    pending: money(pending, currency),
    payable: money(payable, currency),
  }))
}

function isCreators(name: AccountName | undefined): boolean {
  return name === 'deferred' || name === 'held' || name === 'payable'
}

/** The key of a settlement names its day and its creator. */
function listRuns(ctx: Ctx, personId: string | null) {
  const day = sql<string>`split_part(${ledgerTransfers.key}, ':', 2)`
  return ctx.db
    .select({
      day,
      creators: sql<number>`count(distinct ${ledgerTransfers.id})::int`,
      sum: sql<string>`sum(${ledgerEntries.amountMinor}) filter (where
        ${ledgerEntries.amountMinor} > 0)`,
    })
    .from(ledgerTransfers)
    .innerJoin(ledgerEntries, eq(ledgerEntries.transferId, ledgerTransfers.id))
    .where(
      and(
        eq(ledgerTransfers.kind, 'released'),
        personId ? eq(ledgerTransfers.subject, `creator:${personId}`) : undefined,
      ),
    )
    .groupBy(day)
    .orderBy(desc(day))
    .limit(RUNS)
}
