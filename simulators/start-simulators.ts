import { randomBytes } from 'node:crypto'
import { createAlipayGateway } from './alipay/alipay-gateway.ts'
import type { AlipayTrustMode } from './alipay/alipay-signing.ts'
import { answerConsole, CONSOLE } from './console/console.ts'
import { createWireLog, type Exchange } from './console/wire-log.ts'
import { type Control, createControl } from './control.ts'
import { controlRoutes } from './control-routes.ts'
import { createFaults, type GatewayName, gatewayNames, type ReplyFault } from './engine/faults.ts'
import { type Answer, type Call, serve } from './engine/http.ts'
import { openJournal } from './engine/journal.ts'
import { createNotifier } from './engine/notifier.ts'
import { createSchedule, type Schedule } from './engine/schedule.ts'
import type { World } from './engine/world.ts'
import { generateSandboxKeys, merchantConfigs, type SandboxKeys } from './keys.ts'
import { createStripeGateway } from './stripe/stripe-gateway.ts'
import type { TrustMode } from './wechat/signers.ts'
import { createWechatGateway } from './wechat/wechat-gateway.ts'

export type SimulatorOptions = {
  /** 0, the default, takes a free port. */
  port?: number
  clock?: () => Date
  random?: (bytes: number) => Uint8Array
  keys?: SandboxKeys
  /** Where the journal lives; without it the memory dies with the process. */
  dir?: string
  /** `manual` (the default) sends nothing until `control.deliver` or `control.advance`. */
  drive?: 'manual' | 'auto'
  wechatTrust?: TrustMode
  /** Where Stripe's events go: the endpoint that a merchant names in its dashboard. */
  stripeEndpoint?: string
  alipayTrust?: AlipayTrustMode
}

export type Simulators = ReturnType<typeof merchantConfigs> & {
  url: string
  keys: SandboxKeys
  control: Control
  close: () => Promise<void>
}

/** Starts the gateways on one loopback port. */
export async function startSimulators(options: SimulatorOptions = {}): Promise<Simulators> {
  const { port = 0, clock = () => new Date(), random = randomBytes, drive = 'manual' } = options
  const keys = options.keys ?? (await generateSandboxKeys())
  const schedule = createSchedule(clock, drive)
  const journal = openJournal(options.dir ?? null)
  const faults = createFaults()
  const wire = createWireLog()
  const notifier = createNotifier(schedule, faults, journal, wire)
  const world: World = { keys, clock, random, schedule, journal, faults, notifier }
  const alipay = createAlipayGateway(world, options.alipayTrust)
  const wechat = createWechatGateway(world, options.wechatTrust ?? 'public_key')
  const stripe = createStripeGateway(world)
  notifier.resume()
  const control = createControl(world, alipay, wechat, stripe)
  if (options.stripeEndpoint) control.listen({ url: options.stripeEndpoint })
  const gateways = { alipay, wechat, stripe }

  const server = await serve(port, async (call) => {
    if (call.path.startsWith('/__control/')) {
      return controlRoutes(control, keys.controlSecret, call)
    }
    if (call.path === CONSOLE) return answerConsole(call, { control, wire, keys })
    for (const name of gatewayNames) {
      const label = gateways[name].label(call)
      if (label === null) continue
      const fault = isForPayer(label) ? null : faults.takeReply(name, label)
      const arrive = name === 'stripe' ? stripe.arrive : () => null
      const answer = await spoil(schedule, fault, call, { arrive, answer: gateways[name].answer })
      if (!isForPayer(label)) wire.add(exchangeOf(name, label, call, answer, fault, clock()))
      return answer
    }
    return { status: 404, body: 'not found' }
  })
  return {
    url: server.url,
    keys,
    ...merchantConfigs(keys, server.url),
    control,
    close: async () => {
      schedule.close()
      await server.close()
    },
  }
}

function exchangeOf(
  gateway: GatewayName,
  label: string,
  call: Call,
  answer: Answer,
  fault: ReplyFault | null,
  at: Date,
): Omit<Exchange, 'id'> {
  const headers = Object.entries(call.headers).map(([name, value]) => [name, String(value)])
  return {
    at: at.getTime(),
    gateway,
    direction: 'call',
    label,
    request: {
      method: call.method,
      target: call.target,
      headers: Object.fromEntries(headers),
      body: call.body.toString('utf8'),
    },
    response:
      answer === 'hang_up'
        ? null
        : { status: answer.status, headers: answer.headers ?? {}, body: String(answer.body ?? '') },
    fault: fault?.kind ?? null,
    acknowledged: null,
  }
}

/** Pages for the payer's browser do not take part in faults of the API. */
function isForPayer(label: string): boolean {
  return label === 'cashier'
}

/** Lets a fault happen before, instead of or after the real answer. */
async function spoil(
  schedule: Schedule,
  fault: ReplyFault | null,
  call: Call,
  gateway: {
    arrive: (call: Call) => Answer | null
    answer: (call: Call, fault: ReplyFault | null) => Answer
  },
): Promise<Answer> {
  if (fault?.kind === 'dropRequest') return 'hang_up'
  if (fault?.kind === 'status') return page(fault.status, '<h1>Gateway trouble</h1>')
  const early = gateway.arrive(call)
  if (fault?.kind === 'delay' && !early) {
    await new Promise<void>((resolve) => schedule.at(schedule.now() + fault.ms, resolve))
  }
  const answer = early ?? gateway.answer(call, fault)
  if (fault?.kind === 'dropReply') return 'hang_up'
  if (fault?.kind === 'garbage') return page(200, '<h1>Welcome to the hotel network</h1>')
  if (fault?.kind === 'truncate' && answer !== 'hang_up') {
    const body = answer.body ?? ''
    return { ...answer, body: body.slice(0, Math.floor(body.length / 2)) }
  }
  return answer
}

function page(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}
