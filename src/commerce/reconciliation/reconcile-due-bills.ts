import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { audit } from '#platform/audit/audit.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { bookBill } from './book-bill.ts'

/** Bills of one round: a site that was down for months catches up without holding up the rest. */
const BATCH = 4

/**
 * The daily duty: fetches the bills that are due, matches them, books what they know better, and
 * leaves differences to heal or to be looked at. Returns how many bills it took.
 */
export async function reconcileDueBills(ctx: Ctx): Promise<number> {
  await payments.wantBills(ctx)
  for (let taken = 0; taken < BATCH; taken += 1) {
    const run = await payments.claimBillRun(ctx)
    if (!run) return taken
    await reconcile(ctx, run)
  }
  return BATCH
}

async function reconcile(ctx: Ctx, run: payments.BillRun): Promise<void> {
  try {
    const taken = await payments.takeBill(ctx, run)
    if (taken.kind === 'later') return await postpone(ctx, run, taken)
    const isMine = await payments.matchBill(ctx, run, taken)
    if (!isMine) return
    if (run.kind === 'trade') await bookBill(ctx, run, { lines: taken.lines })
    if (await payments.finishBillRun(ctx, run)) await tellDifferences(ctx, run)
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'bill.failed'
    const { provider, date, kind } = run
    ctx.log.error({ provider, date, kind, error: describeError(error) }, 'a bill was not matched')
    await postpone(ctx, run, { code, isFailure: true })
  }
}

async function postpone(
  ctx: Ctx,
  run: payments.BillRun,
  why: { code: string; isFailure: boolean },
): Promise<void> {
  const { provider, date, kind } = run
  if (!(await payments.postponeBillRun(ctx, run, why))) return
  await audit(ctx, 'bill.overdue', `gateway:${provider}`, { date, kind, code: why.code })
  await record(ctx, { name: 'bill.overdue', provider, date, kind })
}

/** Whatever heals by itself later, that it was needed at all is said once (PAYMENTS F06). */
async function tellDifferences(ctx: Ctx, run: payments.BillRun): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const found = await payments.takeUntold(tx, run)
    const all = Object.values(found).reduce((sum, n) => sum + n, 0)
    if (all === 0) return
    const { provider, date } = run
    tx.log.error({ provider, date, ...found }, 'a bill differs from the books')
    await audit(tx, 'bill.differs', `gateway:${provider}`, { date, ...found })
    await record(tx, { name: 'bill.differs', provider, date, differences: all })
  })
}
