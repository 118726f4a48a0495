import { AsyncLocalStorage } from 'node:async_hooks'
import * as commerce from '#commerce'
import { AppError } from '#kernel/errors.ts'
import * as payments from '#payments'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { consume } from '#platform/events/consume.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { silent } from '#platform/log/log.ts'
import { type Connection, connect } from '#platform/postgres/db.ts'
import type { Answer, AppSetup, DutyName, Task, What } from './tasks.ts'

const BASE = 'http://localhost:3000'

const duties = {
  ask: commerce.askDueCharges,
  carry: (ctx: Ctx) => commerce.carryDueRefunds(ctx, notifyBase),
  expire: commerce.expireOrders,
  mail: (ctx: Ctx) => consume(ctx, { name: 'receipt-mails', take: commerce.mailReceipt }),
  link: payments.linkPaymentLog,
  recognise: commerce.recogniseEarnings,
  release: commerce.releaseHeld,
  reconcile: commerce.reconcileDueBills,
  heal: commerce.healDueDifferences,
} satisfies Record<DutyName, (ctx: Ctx) => Promise<unknown>>

const setup = JSON.parse(process.env.SETUP ?? '{}') as AppSetup
const notifyBase = process.env.NOTIFY_BASE ?? BASE
let now = new Date(0)

/** One life of the platform in this process, from its start to a power loss. */
type Life = { connection: Connection; crashAt: Task['crashAt']; moments: number; lost: Loss }
type Loss = { promise: Promise<'lost'>; happen: () => void; happened: boolean }

const lives = new AsyncLocalStorage<Life>()
let current = begin()

function begin(): Life {
  let happen = () => {}
  const promise = new Promise<'lost'>((resolve) => {
    happen = () => resolve('lost')
  })
  const life: Life = {
    connection: connect(setup.databaseUrl, { max: 4, onQuery: () => point(life) }),
    crashAt: null,
    moments: 0,
    lost: { promise, happen, happened: false },
  }
  const around = {
    now: () => now,
    nonce: () => crypto.randomUUID().replaceAll('-', ''),
    onExchange: () => undefined,
  }
  const providers = payments.providersFor(setup.accounts, () => around, { sandbox: true })
  payments.configureGateways(providers, () => now)
  return life
}

/**
 * The fail-points: counted, and deadly when it is their turn. Either the process kills itself, or
 * it does what that does to the world at a fraction of the cost: connections end, nothing that was
 * under way goes on, nothing is remembered.
 */
function point(life: Life): void {
  if (life.lost.happened) return
  life.moments += 1
  if (life.crashAt === null || life.moments < life.crashAt.moment) return
  if (life.crashAt.kill) process.kill(process.pid, 'SIGKILL')
  life.lost.happened = true
  life.lost.happen()
  void life.connection.sql.end({ timeout: 0 })
  current = begin()
}

const never = new Promise<never>(() => {})

function start(): void {
  setSiteSecret(setup.secret)
  const plain = globalThis.fetch
  globalThis.fetch = async (...request) => {
    const life = lives.getStore() ?? current
    point(life)
    if (life.lost.happened) return never
    const response = await plain(...request)
    point(life)
    return life.lost.happened ? never : response
  }
  process.on('message', async (task: Task) => {
    now = task.now
    const life = current
    life.moments = 0
    life.crashAt = task.crashAt
    const ctx = { db: life.connection.db, actor: task.actor, now, log: silent }
    const work = lives.run(life, () => perform(ctx, task))
    const answer = await Promise.race([work, life.lost.promise])
    point(life)
    process.send?.(life.lost.happened ? { id: task.id, kind: 'crashed' } : answer)
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
