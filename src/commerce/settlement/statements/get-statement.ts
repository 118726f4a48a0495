import { and, countDistinct, eq, inArray, lt, sql, sum } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import { invalid, notFound, unauthenticated } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { money } from '#kernel/money.ts'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { inMonth, isOutward } from './lines.ts'
import {
  boundsOf,
  isMonth,
  kindOf,
  maySeeStatement,
  type Statement,
  statementAccounts,
  statementKinds,
} from './statement.ts'

/**
 * A creator's month: what was theirs before, what came and went by kind, what is theirs after. It
 * is read from the ledger and nothing else. Throws `statement.bad_month`, `person.not_found`.
 */
export async function getStatement(
  ctx: Ctx,
  { personId, month }: { personId: string; month: string },
): Promise<Statement> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!maySeeStatement(ctx.actor, personId)) throw notFound('person.not_found')
  if (!isMonth(month)) throw invalid('statement.bad_month')
  const [person] = isId(personId)
    ? await ctx.db.select({ name: people.name }).from(people).where(eq(people.id, personId))
    : []
  if (!person) throw notFound('person.not_found')
  const { currency } = await getSettings(ctx)
  const credited = sql<boolean>`${ledgerEntries.amountMinor} < 0`
  const [[before], moved] = await Promise.all([
    ctx.db
      .select({ sum: sum(ledgerEntries.amountMinor) })
      .from(ledgerEntries)
      .innerJoin(ledgerTransfers, eq(ledgerTransfers.id, ledgerEntries.transferId))
      .where(
        and(
          inArray(ledgerEntries.account, statementAccounts(personId)),
          eq(ledgerEntries.currency, currency),
          lt(ledgerTransfers.at, boundsOf(month).from),
        ),
      ),
    ctx.db
      .select({
        kind: ledgerTransfers.kind,
        credited,
        sum: sum(ledgerEntries.amountMinor),
        count: countDistinct(ledgerTransfers.id),
      })
      .from(ledgerEntries)
      .innerJoin(ledgerTransfers, eq(ledgerTransfers.id, ledgerEntries.transferId))
      .where(and(inMonth(personId, currency, month), isOutward))
      .groupBy(ledgerTransfers.kind, credited),
  ])
  const opening = -BigInt(before?.sum ?? 0)
  const totals = moved
    .map((row) => ({
      kind: kindOf(row.kind, row.credited),
      amount: money(-BigInt(row.sum ?? 0), currency),
      count: row.count,
    }))
    .sort((a, b) => statementKinds.indexOf(a.kind) - statementKinds.indexOf(b.kind))
  return {
    personId,
    name: person.name,
    month,
    opening: money(opening, currency),
    closing: money(
      totals.reduce((all, { amount }) => all + amount.minor, opening),
      currency,
    ),
    totals,
  }
}
