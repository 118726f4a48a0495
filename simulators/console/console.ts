import type { Control } from '../control.ts'
import { type GatewayName, gatewayNames } from '../engine/faults.ts'
import type { Answer, Call } from '../engine/http.ts'
import type { SandboxKeys } from '../keys.ts'
import { consolePage } from './console-page.ts'
import { faultButtons } from './fault-buttons.ts'
import type { WireLog } from './wire-log.ts'

export const CONSOLE = '/console'
const HOUR_MS = 3_600_000

/**
 * A person's way to watch every exchange and to break the next one. Only from this machine, and a
 * button only from the console's own page: another site open in the browser must not press it.
 */
export async function answerConsole(
  call: Call,
  { control, wire, keys }: { control: Control; wire: WireLog; keys: SandboxKeys },
): Promise<Answer> {
  if (!call.fromLoopback) return { status: 404 }
  if (call.method === 'POST') {
    if (!isOwnPage(call)) return { status: 403, body: 'another site may not do this' }
    const done = await act(control, new URLSearchParams(call.body.toString('utf8')))
    const location = `${CONSOLE}?${new URLSearchParams({ done })}`
    return { status: 303, headers: { location } }
  }
  const id = Number(call.query.get('exchange') ?? 0)
  return consolePage({
    keys,
    exchanges: wire.all(),
    chosen: wire.find(id) ?? wire.all().at(-1),
    done: call.query.get('done') ?? '',
  })
}

function isOwnPage({ headers }: Call): boolean {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin') return false
  return headers.origin === undefined || headers.origin === `http://${headers.host}`
}

/** Does what a button says and returns it for the page to confirm. */
async function act(control: Control, form: URLSearchParams): Promise<string> {
  const gateway = gatewayNames.find((name) => name === form.get('gateway'))
  const name = form.get('button') ?? ''
  if (name === 'clear') control.faults.clear()
  if (name === 'hour') await control.advance(HOUR_MS)
  if (name === 'rotate' && gateway) rotate(control, gateway)
  if (name === 'resend') control.resend(form.get('notice') ?? '')
  if (gateway) {
    const { calls, told } = faultButtons(gateway)
    const button = [...calls, ...told].find((one) => one.name === name)
    const { reply, notify } = button ?? {}
    if (reply || notify) {
      control.faults.set(gateway, { ...(reply && { reply }), ...(notify && { notify }) })
    }
  }
  return `${gateway ?? ''} ${name}`.trim()
}

function rotate(control: Control, gateway: GatewayName): void {
  if (gateway === 'alipay') control.rotateAlipay({ inUse: 'both' })
  else control.rotateKeys({ provider: gateway, next: true })
}
