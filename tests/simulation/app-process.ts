import * as commerce from '#commerce'
import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { consume } from '#platform/events/consume.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import type { Answer, AppSetup, DutyName, Task, What } from './tasks.ts'

const BASE = 'http://localhost:3000'

const duties = {
  ask: commerce.askDueCharges,
  carry: (ctx: Ctx) => commerce.carryDueRefunds(ctx, notifyBase),
  expire: commerce.expireOrders,
  mail: (ctx: Ctx) => consume(ctx, { name: 'receipt-mails', take: commerce.mailReceipt }),
  link: payments.linkPaymentLog,
} satisfies Record<DutyName, (ctx: Ctx) => Promise<unknown>>

const setup = JSON.parse(process.env.SETUP ?? '{}') as AppSetup
const notifyBase = process.env.NOTIFY_BASE ?? BASE
let now = new Date(0)
let moments = 0
let crashAt: number | null = null

/** The fail-points: counted, and deadly when it is their turn. */
function point(): void {
  moments += 1
  if (crashAt !== null && moments >= crashAt) process.kill(process.pid, 'SIGKILL')
}

function start(): void {
  setSiteSecret(setup.secret)
  const { db } = connect(setup.databaseUrl, { max: 4, onQuery: point })
  const plain = globalThis.fetch
  globalThis.fetch = async (...request) => {
    point()
    const response = await plain(...request)
    point()
    return response
  }
  const around = {
    now: () => now,
    nonce: () => crypto.randomUUID().replaceAll('-', ''),
    onExchange: () => undefined,
  }
  const providers = payments.providersFor(setup.accounts, () => around, { sandbox: true })
  payments.configureGateways(providers, () => now)
  process.on('message', (task: Task) => {
    now = task.now
    moments = 0
    crashAt = task.crashAt
    void perform({ db, actor: task.actor, now, log: silent }, task).then((answer) => {
      point()
      process.send?.(answer)
    })
  })
  process.on('disconnect', () => process.exit(0))
  process.send?.('ready')
}

async function perform(ctx: Ctx, { id, what }: Task): Promise<Answer> {
  try {
    return { id, kind: 'done', value: await run(ctx, what) }
  } catch (error) {
    if (error instanceof AppError) return { id, kind: 'refused', code: error.code }
    return { id, kind: 'bug', error: describeError(error) }
  }
}

async function run(ctx: Ctx, what: What): Promise<unknown> {
  switch (what.verb) {
    case 'place': {
      const { itemId, also } = what
      const { number, id, status } = await commerce.placeOrder(ctx, { itemId, also })
      return { number, id, status }
    }
    case 'pay': {
      const { number, method } = what
      return (await commerce.startPayment(ctx, number, { method, baseUrl: notifyBase })).action
    }
    case 'check':
      return commerce.checkPayment(ctx, what.number)
    case 'cancel':
      return commerce.cancelOrder(ctx, what.number).then(() => null)
    case 'notify': {
      const raw = { headers: new Headers(what.headers), body: Buffer.from(what.body, 'base64') }
      return commerce.takeNotification(ctx, what.provider, raw)
    }
    case 'refund': {
      const refund = { reason: 'simulated', baseUrl: notifyBase }
      const lines = what.lines ? { lines: what.lines } : {}
      return (await commerce.refundOrder(ctx, what.number, { ...refund, ...lines })).status
    }
    case 'return': {
      const positions = [what.position]
      const { refund } = await commerce.previewRefund(ctx, what.number, positions)
      return commerce.returnItems(ctx, what.number, {
        positions,
        reason: 'simulated',
        expectedMinor: refund.minor,
        baseUrl: notifyBase,
      })
    }
    case 'decide': {
      const decision = { approve: what.approve, note: '', baseUrl: notifyBase }
      return commerce.decideRefund(ctx, what.caseId, decision).then(() => null)
    }
    case 'retry':
      return commerce.retryRefund(ctx, what.caseId, { baseUrl: notifyBase }).then(() => null)
    case 'duty':
      return duties[what.name](ctx).then(() => null)
  }
}

if (process.send) start()
