import type { World } from './simulate.ts'
import { dutyNames } from './tasks.ts'

const HOUR = 3_600_000
/** Longer than every gap of the retry tables, of refunds and of questions put together. */
const MAX_HOURS = 400

/**
 * Ends all faults and lets time pass until nothing is under way: the gateways have told everything
 * and the platform has done its work. Returns what then differs from the gateways' own books.
 */
export async function comeToRest(world: World): Promise<string[]> {
  const { control } = world.simulators
  control.faults.clear()
  control.rotateKeys({ mode: 'public_key' })
  for (let hour = 0; hour < MAX_HOURS; hour++) {
    world.time.now = new Date(world.time.now.getTime() + HOUR / 4)
    await control.deliver()
    for (const name of dutyNames) await calmly(world, name)
    if (hour > 3 && (await isQuiet(world))) {
      await closeTheDays(world)
      return [...(await differences(world)), ...(await booksFindings(world))]
    }
  }
  return [`still not at rest after ${MAX_HOURS / 4} hours: ${await unrest(world)}`]
}

/** Lets the gateways' bills of all days so far come, and be matched and healed. */
async function closeTheDays(world: World): Promise<void> {
  for (let halfDay = 0; halfDay < 6; halfDay++) {
    world.time.now = new Date(world.time.now.getTime() + 12 * HOUR)
    await world.simulators.control.deliver()
    for (let round = 0; round < 12; round++) {
      const [due] = await world.sql`select count(*)::int as n from bill_runs
        where try_at <= ${world.time.now.toISOString()}`
      if (round > 0 && due?.n === 0) break
      for (const name of dutyNames) await calmly(world, name)
    }
  }
}

/** I4 once more, line by line: what the bills and a recomputation of all books found. */
async function booksFindings({ sql, check }: World): Promise<string[]> {
  const open = await sql`select kind, provider, date, subject, theirs_minor::text as theirs,
      ours_minor::text as ours from bill_differences
    where state = 'open'`
  const unmatched = await sql`select provider, date, kind, state, error from bill_runs
    where state <> 'done' and try_at <= now() and tries > 3`
  return [
    ...open.map((one) => `a difference is open: ${JSON.stringify(one)}`),
    ...unmatched.map((one) => `a bill is not matched: ${JSON.stringify(one)}`),
    ...(await check()),
  ]
}

/** One duty until it finds nothing more, without a crash. */
async function calmly(world: World, name: (typeof dutyNames)[number]): Promise<void> {
  const actor = { kind: 'system', name: 'rest' } as const
  const what = { verb: 'duty', name } as const
  const [process] = world.processes
  const outcome = await process?.perform({ now: world.time.now, actor, crashAt: null, what })
  if (outcome?.kind !== 'done') throw new Error(`${name} at rest: ${JSON.stringify(outcome)}`)
}

async function isQuiet(world: World): Promise<boolean> {
  return (await unrest(world)) === ''
}

async function unrest({ sql, simulators }: World): Promise<string> {
  const [row] = await sql`select
    (select count(*)::int from charges where status in ('creating', 'open')) as charges,
    (select count(*)::int from orders where status = 'pending') as orders,
    (select count(*)::int from refunds where status in ('requested', 'processing')) as refunds,
    (select count(*)::int from payment_log where id not in (select log_id from payment_log_links))
      as unsealed,
    (select count(*)::int from events where name in ('order.completed', 'order.refunded'))
      - (select count(*)::int from mails) as mails`
  const pending = simulators.control.notifications().filter(({ state }) => state === 'pending')
  const counts = { ...row, notices: pending.length }
  const left = Object.entries(counts).filter(([, count]) => Number(count) !== 0)
  return left.map(([what, count]) => `${count} ${what}`).join(', ')
}

/** I4, I5: every trade of the gateways is a charge of ours, and their money is in our books. */
async function differences({ sql, simulators }: World): Promise<string[]> {
  const trades = simulators.control.trades()
  const found: string[] = []
  const theirs = trades
    .filter(({ paidAt }) => paidAt !== null)
    .reduce((sum, trade) => sum + BigInt(trade.amountFen) - refunded(trade), 0n)
  const [row] = await sql`select coalesce(sum(amount_minor), 0)::text as ours from ledger_entries
    where account like 'gateway-%' or account = 'rounding'`
  if (BigInt(row?.ours) !== theirs) {
    found.push(`I4 the gateways have ${theirs}, the books say ${row?.ours}`)
  }
  const known = new Set(
    (await sql`select out_trade_no from charges`).map((row) => row.out_trade_no),
  )
  const foreign = trades.filter(({ outTradeNo }) => !known.has(outTradeNo))
  return [...found, ...foreign.map(({ outTradeNo }) => `I5 ${outTradeNo} is no charge of ours`)]
}

function refunded({ refunds }: { refunds: { fen: string; status: string }[] }): bigint {
  return refunds
    .filter(({ status }) => status === 'SUCCESS' || status === 'succeeded')
    .reduce((sum, { fen }) => sum + BigInt(fen), 0n)
}
