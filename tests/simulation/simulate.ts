import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sql } from 'postgres'
import * as commerce from '#commerce'
import { type Actor, system } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import type { PayerAction, ProviderName } from '#payments'
import type { TestDatabase } from '#tests/database.ts'
import { TEST_SECRET } from '#tests/setup.ts'
import { type GatewayName, gatewayNames } from '../../simulators/engine/faults.ts'
import { generateSandboxKeys } from '../../simulators/keys.ts'
import { type Simulators, startSimulators } from '../../simulators/start-simulators.ts'
import { type Dice, roll } from './dice.ts'
import { brokenAtRest, brokenInvariants } from './invariants.ts'
import { type AppProcess, appProcess, type Outcome } from './processes.ts'
import { comeToRest } from './rest.ts'
import { type Person, stock } from './stock.ts'
import type { What } from './tasks.ts'

/** Everything that a step may touch. */
export type World = {
  dice: Dice
  sql: Sql
  simulators: Simulators
  processes: readonly AppProcess[]
  time: { now: Date }
  stock: Awaited<ReturnType<typeof stock>>
  /** The orders of this episode. */
  orders: { number: string; id: string; buyer: Person }[]
  /** How often each kind of step did what it set out to do. */
  tally: Map<string, number>
  /** One verb in one of the two processes, which may be told to crash on the way. */
  perform: (what: What, actor?: Actor) => Promise<Outcome>
  /** Recomputes all books; returns what does not agree. */
  check: () => Promise<string[]>
  notify: (provider: ProviderName, raw: Raw) => Promise<{ status: number; body: string }>
}
type Raw = { headers: [string, string][]; body: Buffer }

export type Report = {
  steps: number
  crashes: number
  kills: number
  /** Days of gateways whose bills were matched. */
  bills: number
  tally: Record<string, number>
}

const START = new Date('2026-03-01T02:00:00Z')
/** Steps of one episode: people and orders of their own, and rest at its end. */
const EPISODE = 500
/** Of all verbs, so many crash on the way. */
const CRASH_RATE = 0.05
/** Of the crashes, so many kill the process itself, which takes seconds to start again. */
const KILL_RATE = 0.02
/** The furthest fail-point: near the end of the longest verbs. */
const LAST_POINT = 30

/**
 * Runs the whole system, of which only time and chance are not real: two processes of the platform
 * on one PostgreSQL, the simulated gateways behind HTTP, buyers, staff and the platform's own work
 * in random order, faults at the gateways, and kills at any moment at which a process speaks to
 * the world. Throws at the first broken invariant, naming the step; the seed leads there again.
 */
export async function simulate(
  database: TestDatabase,
  { seed, steps }: { seed: number; steps: number },
): Promise<Report> {
  const random = seededRandom(seed)
  const dice = roll(random)
  const time = { now: START }
  const simulators = await startSimulators({
    keys: await generateSandboxKeys(),
    clock: () => time.now,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => dice.below(256)),
  })
  const door = await openDoor()
  const { alipay, wechat, stripe } = simulators
  const setup = {
    databaseUrl: database.url,
    secret: TEST_SECRET,
    accounts: { alipay, wechat, stripe },
  }
  const processes = [appProcess(setup, door.url), appProcess(setup, door.url)]
  const world: World = {
    dice,
    sql: database.sql,
    simulators,
    processes,
    time,
    stock: await stock(database),
    orders: [],
    tally: new Map(),
    perform: (what, actor = system('simulation')) => {
      const crashes = dice.chance(CRASH_RATE)
      const moment = 1 + dice.below(LAST_POINT)
      const crashAt = crashes ? { moment, kill: dice.chance(KILL_RATE) } : null
      return dice.pick(processes).perform({ now: time.now, actor, crashAt, what })
    },
    check: async () => {
      const { findings } = await commerce.verifyBooks(database.ctx(system('check'), time.now))
      return findings.map(({ check, subject, detail }) => `${check}: ${subject} ${detail}`)
    },
    notify: async (provider, raw) => {
      const body = raw.body.toString('base64')
      const answer = await world.perform({ verb: 'notify', provider, headers: raw.headers, body })
      if (answer.kind !== 'done') return { status: 500, body: answer.kind }
      return answer.value as { status: number; body: string }
    },
  }
  door.answer = world.notify
  simulators.control.listen({ url: `${door.url}/api/gateways/stripe/notify` })
  try {
    return await run(world, { seed, steps })
  } finally {
    for (const one of processes) one.stop()
    await Promise.all([simulators.close(), door.close()])
  }
}

async function run(world: World, { seed, steps }: { seed: number; steps: number }) {
  const { stepNames, takeStep } = await import('./steps.ts')
  let since = newId(world.time.now)
  for (let step = 1; step <= steps; step++) {
    const name = world.dice.weighted(stepNames)
    const broken = await attempt(async () => {
      await takeStep(world, name)
      return brokenInvariants(world.sql, since)
    })
    if (broken.length > 0) throw failure({ seed, step, name }, broken)
    if (step % EPISODE !== 0 && step !== steps) continue
    const unrest = await attempt(async () => {
      const differs = await comeToRest(world)
      return [
        ...(await brokenInvariants(world.sql, since)),
        ...(await brokenAtRest(world.sql)),
        ...differs,
      ]
    })
    if (unrest.length > 0) throw failure({ seed, step, name: 'at rest' }, unrest)
    since = newId(world.time.now)
    world.orders.length = 0
    await world.stock.newPeople()
  }
  const losses = world.processes.map((one) => one.losses())
  const crashes = losses.reduce((sum, one) => sum + one.crashes, 0)
  const kills = losses.reduce((sum, one) => sum + one.kills, 0)
  const [bills] = await world.sql`select count(*)::int as n from bill_runs where state = 'done'`
  return {
    steps,
    crashes,
    kills,
    bills: Number(bills?.n),
    tally: Object.fromEntries([...world.tally].sort()),
  }
}

async function attempt(work: () => Promise<string[]>): Promise<string[]> {
  try {
    return await work()
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}

function failure(at: { seed: number; step: number; name: string }, broken: string[]): Error {
  return new Error(
    `seed ${at.seed}, step ${at.step} (${at.name}):\n  ${broken.slice(0, 20).join('\n  ')}\n` +
      `again: WENQU_SIMULATION="${at.seed} ${at.step}" npm test -- tests/simulation`,
  )
}

/** The address that the gateways notify; whoever answers is the simulation's choice. */
async function openDoor() {
  const door = {
    url: '',
    answer: null as World['notify'] | null,
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  }
  const server = createServer(async (request, response) => {
    const provider = /^\/api\/gateways\/(\w+)\/notify$/.exec(request.url ?? '')?.[1]
    const body = await bodyOf(request)
    const headers = Object.entries(request.headers).map(([k, v]) => [k, String(v)])
    if (!provider || !door.answer) return response.writeHead(404).end()
    const raw = { headers: headers as [string, string][], body }
    const answer = await door.answer(provider as ProviderName, raw)
    return response.writeHead(answer.status).end(answer.body)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return door
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}

export type { GatewayName, PayerAction }
export { gatewayNames }
