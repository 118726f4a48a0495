import * as analytics from '#analytics'
import * as commerce from '#commerce'
import { system } from '#kernel/actor.ts'
import * as payments from '#payments'
import type { Config } from '#platform/config/config.ts'
import type { Ctx } from '#platform/ctx.ts'
import { type Consumer, consume } from '#platform/events/consume.ts'
import { forgetOldWindows } from '#platform/limits/take-token.ts'
import { describeError } from '#platform/log/describe-error.ts'
import type { Log } from '#platform/log/log.ts'
import { deliverMails } from '#platform/mail/deliver-mails.ts'
import type { Db } from '#platform/postgres/db.ts'
import * as recommendations from '#recommendations'

type Surroundings = { config: Config; db: Db; log: Log; now: () => Date }
/** Which verb takes which facts, each exactly once; the name is its place in the stream. */
const consumers: Consumer[] = [
  { name: 'receipt-mails', take: commerce.mailReceipt },
  { name: 'invoice-corrections', take: commerce.alignInvoice },
  { name: 'fresh-items', take: recommendations.embedFreshItem },
]

type Duty = {
  name: string
  everyMs: number
  run: (ctx: Ctx) => Promise<unknown>
  /** Looks at people: not before those of a demo site are all there. */
  learns?: true
}

/** Which verb runs how often. Each takes what is due from the database, so any number may run. */
export function duties({ publicUrl, smtp }: Config): Duty[] {
  return [
    { name: 'ask-due-charges', everyMs: 2_000, run: commerce.askDueCharges },
    {
      name: 'carry-due-refunds',
      everyMs: 2_000,
      run: (ctx) => commerce.carryDueRefunds(ctx, publicUrl),
    },
    { name: 'recognise-earnings', everyMs: 15_000, run: commerce.recogniseEarnings },
    { name: 'release-held', everyMs: 15_000, run: commerce.releaseHeld },
    { name: 'request-due-payouts', everyMs: 15_000, run: commerce.requestDuePayouts },
    { name: 'send-due-payouts', everyMs: 5_000, run: commerce.sendDuePayouts },
    {
      name: 'continue-self-tests',
      everyMs: 5_000,
      run: (ctx) => commerce.continueDueSelfTests(ctx, publicUrl),
    },
    { name: 'send-due-invoices', everyMs: 5_000, run: commerce.sendDueInvoices },
    { name: 'link-payment-log', everyMs: 2_000, run: payments.linkPaymentLog },
    { name: 'reconcile-due-bills', everyMs: 5_000, run: commerce.reconcileDueBills },
    { name: 'heal-due-differences', everyMs: 5_000, run: commerce.healDueDifferences },
    { name: 'check-books', everyMs: 3_600_000, run: commerce.checkBooks },
    {
      name: 'renew-due-subscriptions',
      everyMs: 5_000,
      run: (ctx) => commerce.renewDueSubscriptions(ctx, publicUrl),
    },
    { name: 'remind-of-renewals', everyMs: 60_000, run: commerce.remindOfRenewals },
    { name: 'expire-orders', everyMs: 5_000, run: commerce.expireOrders },
    ...consumers.map((consumer) => ({
      name: consumer.name,
      everyMs: 1_000,
      run: (ctx: Ctx) => consume(ctx, consumer),
    })),
    {
      name: 'train-recommendations',
      everyMs: 15_000,
      run: recommendations.runDueTraining,
      learns: true,
    },
    { name: 'send-digests', everyMs: 60_000, run: recommendations.sendDueDigests, learns: true },
    { name: 'publish-due-items', everyMs: 5_000, run: commerce.publishDueItems },
    {
      name: 'deliver-mails',
      everyMs: 3_000,
      run: async (ctx) => (smtp ? deliverMails(ctx, { smtpUrl: smtp.url, from: smtp.from }) : 0),
    },
    { name: 'forget-old-windows', everyMs: 3_600_000, run: forgetOldWindows },
    {
      name: 'analyse-audience',
      everyMs: 600_000,
      run: (ctx) => analytics.analyseDueAudience(ctx, recommendations.listUnwilling),
      learns: true,
    },
  ]
}

/**
 * Starts the platform's own work in this process, what learns from people once the site is
 * `furnished`; `stop` waits for what is under way.
 */
export function startWorker(
  around: Surroundings,
  furnished: Promise<unknown> = Promise.resolve(),
): { stop: () => Promise<void> } {
  const running = duties(around.config).map((duty) => repeat(duty, around, furnished))
  return {
    stop: async () => {
      await Promise.all(running.map(({ stop }) => stop()))
    },
  }
}

function repeat(
  { name, everyMs, run, learns }: Duty,
  { db, log, now }: Surroundings,
  furnished: Promise<unknown>,
) {
  let stopped = false
  let timer: NodeJS.Timeout | null = null
  let underWay: Promise<unknown> = Promise.resolve()
  const once = async () => {
    try {
      await run({ db, log, now: now(), actor: system(`worker:${name}`) })
    } catch (error) {
      log.error({ duty: name, error: describeError(error) }, 'a duty failed')
    }
    if (!stopped) timer = setTimeout(start, everyMs)
  }
  const start = () => {
    underWay = once()
  }
  if (learns) furnished.then(() => stopped || start())
  else start()
  return {
    stop: async () => {
      stopped = true
      if (timer) clearTimeout(timer)
      await underWay
    },
  }
}
