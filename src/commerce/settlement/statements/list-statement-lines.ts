import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
import { notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import { type Currency, money } from '#kernel/money.ts'
import { type Page, pageOf } from '#kernel/pages.ts'
import { ledgerEntries, ledgerTransfers } from '#ledger/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { orderLines, orders, payouts } from '../../tables.ts'
import { inMonth, isOutward } from './lines.ts'
import { kindOf, maySeeStatement, type Statement, type StatementLine } from './statement.ts'

const PAGE = 100
/** While a file is written no more lines than this are in memory. */
const STREAM_PAGE = 500

type Month = Pick<Statement, 'personId' | 'month' | 'opening'>
type Moved = { id: string; at: Date; kind: string; subject: string; credit: string; debit: string }

/** A page of the lines of a statement that `getStatement` gave out, oldest first. */
export async function listStatementLines(
  ctx: Ctx,
  statement: Month,
  { after, limit = PAGE }: { after?: string | undefined; limit?: number } = {},
): Promise<Page<StatementLine>> {
  if (!maySeeStatement(ctx.actor, statement.personId)) throw notFound('person.not_found')
  const { currency } = statement.opening
  const moved: Moved[] = await ctx.db
    .select({
      id: ledgerTransfers.id,
      at: ledgerTransfers.at,
      kind: ledgerTransfers.kind,
      subject: ledgerTransfers.subject,
      credit: sql<string>`coalesce(-sum(${ledgerEntries.amountMinor})
        filter (where ${ledgerEntries.amountMinor} < 0), 0)`,
      debit: sql<string>`coalesce(sum(${ledgerEntries.amountMinor})
        filter (where ${ledgerEntries.amountMinor} > 0), 0)`,
    })
    .from(ledgerEntries)
    .innerJoin(ledgerTransfers, eq(ledgerTransfers.id, ledgerEntries.transferId))
    .where(
      and(
        inMonth(statement.personId, currency, statement.month),
        isOutward,
        after && isId(after) ? gt(ledgerTransfers.id, after) : undefined,
      ),
    )
    .groupBy(ledgerTransfers.id)
    .orderBy(asc(ledgerTransfers.id))
    .limit(limit + 1)
  const { items, next } = pageOf(moved, limit, ({ id }) => id)
  const subjects = await describe(ctx, items)
  return { items: items.flatMap((one) => linesOf(one, subjects.get(one.subject), currency)), next }
}

/** Every line of a statement in pages, for a file of any length. */
export async function* streamStatementLines(
  ctx: Ctx,
  statement: Month,
): AsyncGenerator<StatementLine[], void> {
  let after: string | undefined
  do {
    const page = await listStatementLines(ctx, statement, { after, limit: STREAM_PAGE })
    yield page.items
    after = page.next ?? undefined
  } while (after)
}

type Described = { number: string; title: string }

function linesOf(
  { at, kind, credit, debit }: Moved,
  described: Described | undefined,
  currency: Currency,
): StatementLine[] {
  const { number = null, title = '' } = described ?? {}
  const sides = [
    { credited: true, minor: BigInt(credit) },
    { credited: false, minor: -BigInt(debit) },
  ].filter(({ minor }) => minor !== 0n)
  // Of a refund, what is taken comes first and the fee that returns with it second.
  if (kind === 'refund' || kind === 'payout') sides.reverse()
  return sides.map(({ credited, minor }) => ({
    at,
    kind: kindOf(kind, credited),
    number,
    title,
    amount: money(minor, currency),
  }))
}

async function describe(ctx: Ctx, moved: Moved[]): Promise<Map<string, Described>> {
  const idsOf = (prefix: string) => [
    ...new Set(
      moved.flatMap(({ subject }) =>
        subject.startsWith(prefix) ? [subject.slice(prefix.length)] : [],
      ),
    ),
  ]
  const [orderIds, payoutIds] = [idsOf('order:'), idsOf('payout:')]
  const [sold, paid] = await Promise.all([
    orderIds.length > 0
      ? ctx.db
          .select({
            id: orders.id,
            number: orders.number,
            title: sql<string>`string_agg(${orderLines.title}, '、'
              order by ${orderLines.position})`,
          })
          .from(orders)
          .innerJoin(orderLines, eq(orderLines.orderId, orders.id))
          .where(inArray(orders.id, orderIds))
          .groupBy(orders.id)
      : [],
    payoutIds.length > 0
      ? ctx.db
          .select({ id: payouts.id, number: payouts.number, title: payouts.hint })
          .from(payouts)
          .where(inArray(payouts.id, payoutIds))
      : [],
  ])
  return new Map([
    ...sold.map(({ id, ...order }): [string, Described] => [`order:${id}`, order]),
    ...paid.map(({ id, ...payout }): [string, Described] => [`payout:${id}`, payout]),
  ])
}
