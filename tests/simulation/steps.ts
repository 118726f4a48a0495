import type { Alteration, NotifyFault, ReplyFault } from '../../simulators/engine/faults.ts'
import type { Outcome } from './processes.ts'
import { type GatewayName, gatewayNames, type PayerAction, type World } from './simulate.ts'
import { dutyNames } from './tasks.ts'

/** What may happen next, and how often. */
export const stepNames = {
  order: 12,
  pay: 12,
  'pay both ways at once': 3,
  payer: 14,
  'payer pays late': 2,
  deliver: 10,
  'a little later': 10,
  'much later': 2,
  check: 8,
  duty: 14,
  'duty twice': 3,
  cancel: 2,
  refund: 3,
  return: 3,
  decide: 2,
  retry: 1,
  'bank refuses a refund': 1,
  'gateway closes': 1,
  fault: 4,
  'faults end': 3,
  forge: 3,
  resend: 3,
  'resend to both': 2,
  'rotate keys': 1,
} as const
type StepName = keyof typeof stepNames

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const replyFaults: readonly ReplyFault['kind'][] = [
  'garbage',
  'truncate',
  'unsigned',
  'wrongKey',
  'dropReply',
  'dropRequest',
  'status',
]
const notifyFaults = ['none', 'dup', 'concurrent', 'delay', 'reorder'] as const
const forged = ['forge', 'tamper', 'unsigned'] as const
const forgeries = {
  alipay: forged,
  wechat: [...forged, 'probe', 'wrongSerial', 'tamperSealed'],
  stripe: forged,
} as const

export async function takeStep(world: World, name: StepName): Promise<void> {
  const did = await steps[name](world)
  if (did) world.tally.set(name, (world.tally.get(name) ?? 0) + 1)
}

/** Each says whether it did what it set out to do. */
const steps: Record<StepName, (world: World) => Promise<boolean>> = {
  order: async (world) => {
    const { dice, stock } = world
    const buyer = dice.pick(stock.buyers)
    const also = stock.itemIds.filter(() => dice.chance(0.15))
    const what = { verb: 'place', itemId: dice.pick(stock.itemIds), also } as const
    const outcome = await world.perform(what, buyer)
    if (outcome.kind !== 'done') return false
    const { number, id } = outcome.value as { number: string; id: string }
    if (!world.orders.some((order) => order.id === id)) world.orders.push({ number, id, buyer })
    return true
  },
  pay: (world) => pay(world, world.dice.pick(gatewayNames)),
  'pay both ways at once': async (world) => {
    const order = await anOrder(world, 'pending')
    const both = gatewayNames.map((method) => pay(world, method, order))
    return (await Promise.all(both)).some(Boolean)
  },
  payer: async (world) => payOne(world, false),
  'payer pays late': async (world) => payOne(world, true),
  deliver: async ({ simulators }) => {
    await simulators.control.deliver()
    return true
  },
  'a little later': (world) => pass(world, SECOND + world.dice.below(3 * MINUTE)),
  'much later': (world) => pass(world, world.dice.below(6 * HOUR)),
  check: async (world) => {
    const order = await anOrder(world, 'pending')
    return done(order && world.perform({ verb: 'check', number: order.number }, order.buyer))
  },
  duty: (world) => done(world.perform({ verb: 'duty', name: world.dice.pick(dutyNames) })),
  'duty twice': async (world) => {
    const what = { verb: 'duty', name: world.dice.pick(dutyNames) } as const
    return (await Promise.all([done(world.perform(what)), done(world.perform(what))])).some(Boolean)
  },
  cancel: async (world) => {
    const order = await anOrder(world, 'pending')
    return done(order && world.perform({ verb: 'cancel', number: order.number }, order.buyer))
  },
  refund: async (world) => {
    const { dice, sql } = world
    const order = await anOrder(world, 'paid', 'partially_refunded')
    if (!order) return false
    const rows = await sql`select position, amount_minor::text as minor from order_lines
      where order_id = ${order.id} order by position`
    const lines = rows
      .filter(() => dice.chance(0.7))
      .map(({ position, minor }) => ({
        position: Number(position),
        amountMinor: (BigInt(minor) * BigInt(1 + dice.below(100))) / 100n,
        returns: dice.chance(0.5),
      }))
    const number = order.number
    const what = { verb: 'refund', number, lines: dice.chance(0.5) ? null : lines } as const
    return done(world.perform(what, dice.pick(world.stock.staff)))
  },
  return: async (world) => {
    const order = await anOrder(world, 'paid', 'partially_refunded')
    const what = { verb: 'return', number: order?.number ?? '', position: world.dice.below(3) }
    return done(order && world.perform({ ...what, verb: 'return' }, order.buyer))
  },
  decide: async (world) => {
    const rows = await world.sql`select id from refund_cases where status = 'waiting'
      order by created_at, amount_minor`
    const caseId = String(world.dice.find(rows)?.id ?? '')
    const what = { verb: 'decide', caseId, approve: world.dice.chance(0.7) } as const
    return done(caseId ? world.perform(what, world.dice.pick(world.stock.staff)) : undefined)
  },
  retry: async (world) => {
    const rows = await world.sql`select k.id from refund_cases k
      join refunds r on r.id = k.refund_id where r.status = 'failed'
      order by k.created_at, k.amount_minor`
    const caseId = String(world.dice.find(rows)?.id ?? '')
    const owner = world.dice.pick(world.stock.staff)
    return done(caseId ? world.perform({ verb: 'retry', caseId }, owner) : undefined)
  },
  'bank refuses a refund': async ({ dice, simulators }) => {
    const pending = simulators.control
      .trades()
      .flatMap(({ refunds }) =>
        refunds.filter(({ status }) => status === 'PROCESSING' || status === 'pending'),
      )
    const refund = dice.find(pending)
    // Not ABNORMAL: that money is outside until a person acts, which the bill rightly reports.
    const status = 'CLOSED'
    if (refund) simulators.control.settleRefund({ outRefundNo: refund.outRefundNo, status })
    return refund !== undefined
  },
  'gateway closes': async (world) => {
    const trade = world.dice.find(unpaid(world))
    return trade ? Boolean(await world.simulators.control.close(trade)) : false
  },
  fault: async (world) => {
    const { dice, simulators } = world
    const gateway = dice.pick(gatewayNames)
    if (dice.chance(0.5)) {
      const kind = dice.pick(replyFaults)
      const status = dice.pick([429, 500, 502, 503])
      const times = 1 + dice.below(4)
      simulators.control.faults.set(gateway, { reply: { kind, status, times } as ReplyFault })
    } else {
      const kind = dice.pick(notifyFaults)
      const how = { n: 2 + dice.below(4), ms: dice.below(HOUR), times: 1 + dice.below(3) }
      simulators.control.faults.set(gateway, { notify: { kind, ...how } as NotifyFault })
    }
    return true
  },
  'faults end': async ({ simulators }) => {
    simulators.control.faults.clear()
    return true
  },
  forge: async (world) => {
    const trade = world.dice.find(mine(world))
    if (!trade) return false
    const alteration = world.dice.pick<Alteration>(forgeries[trade.provider])
    const signed = world.simulators.control.notification({ ...trade, alteration })
    if (!signed) return false
    const answer = await world.notify(trade.provider, {
      headers: Object.entries(signed.headers),
      body: Buffer.from(signed.body),
    })
    if (answer.status < 300) throw new Error(`a message with ${alteration} was acknowledged`)
    return true
  },
  resend: async (world) => {
    const told = world.simulators.control.notifications().filter(({ sends }) => sends > 0)
    const notice = world.dice.find(told.slice(-200))
    if (!notice) return false
    world.simulators.control.resend(notice.id)
    await world.simulators.control.deliver()
    return true
  },
  'resend to both': async (world) => {
    const trade = world.dice.find(mine(world).filter(({ paidAt }) => paidAt !== null))
    const signed = trade && world.simulators.control.notification(trade)
    if (!signed) return false
    const raw = { headers: Object.entries(signed.headers), body: Buffer.from(signed.body) }
    await Promise.all(Array.from({ length: 6 }, () => world.notify(trade.provider, raw)))
    return true
  },
  'rotate keys': async ({ dice, simulators }) => {
    const mode = dice.pick(['public_key', 'certificates', 'both'] as const)
    simulators.control.rotateKeys({ mode: mode === 'both' ? 'public_key' : mode })
    return true
  },
}

async function pay(
  world: World,
  method: GatewayName,
  chosen?: World['orders'][number],
): Promise<boolean> {
  const order = chosen ?? (await anOrder(world, 'pending'))
  if (!order) return false
  const what = { verb: 'pay', number: order.number, method } as const
  const outcome = await world.perform(what, order.buyer)
  if (outcome.kind !== 'done') return false
  const action = outcome.value as PayerAction
  if (action.kind === 'redirect' && world.dice.chance(0.9)) {
    await world.simulators.control.open(action.url)
  }
  return true
}

/** Any order of the episode, or mostly one in a state in which the step can do something. */
async function anOrder(
  { dice, orders, sql }: World,
  ...statuses: string[]
): Promise<World['orders'][number] | undefined> {
  if (statuses.length === 0 || dice.chance(0.1)) return dice.find(orders)
  const rows = await sql`select id from orders where status in ${sql(statuses)}
    and id in ${sql(orders.length > 0 ? orders.map(({ id }) => id) : [NOBODY])}`
  const wanted = new Set(rows.map(({ id }) => id))
  return dice.find(orders.filter(({ id }) => wanted.has(id)).slice(-12))
}
const NOBODY = '00000000-0000-0000-0000-000000000000'

type Trade = ReturnType<World['simulators']['control']['trades']>[number]

/** The trades at the gateways of this episode's orders, the newest of them. */
function mine({ simulators }: World): Trade[] {
  return simulators.control.trades().slice(-300)
}

function unpaid(world: World): Trade[] {
  return mine(world).filter(({ paidAt }) => paidAt === null)
}

async function payOne(world: World, late: boolean): Promise<boolean> {
  const trade = world.dice.find(unpaid(world))
  if (!trade) return false
  const { control } = world.simulators
  return Boolean(late ? await control.payLate(trade) : await control.pay(trade))
}

async function pass(world: World, ms: number): Promise<boolean> {
  world.time.now = new Date(world.time.now.getTime() + ms)
  await world.simulators.control.deliver()
  return true
}

async function done(outcome: Promise<Outcome> | undefined): Promise<boolean> {
  return (await outcome)?.kind === 'done'
}
