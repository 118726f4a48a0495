import type { Control } from './control.ts'
import type { BillFault, GatewayName, NotifyFault, ReplyFault } from './engine/faults.ts'
import type { Answer, Call } from './engine/http.ts'

/** Every control is behind this header, which only who can read the key folder knows. */
export const SECRET_HEADER = 'x-simulator-secret'

/** `/__control/{name}` as JSON over the loopback interface; 404 to anyone without the secret. */
export async function controlRoutes(control: Control, secret: string, call: Call): Promise<Answer> {
  if (!call.fromLoopback || call.headers[SECRET_HEADER] !== secret) return { status: 404 }
  const name = call.path.slice('/__control/'.length)
  const run = Object.hasOwn(routes, name) ? routes[name] : undefined
  if (!run) return json(404, { error: `no such control: ${name}` })
  let body: unknown = {}
  try {
    if (call.body.length > 0) body = JSON.parse(call.body.toString('utf8'))
  } catch {
    return json(400, { error: 'not JSON' })
  }
  return json(200, { result: (await run(control, body)) ?? null })
}

/** The caller holds the secret of a sandbox: what it sends is taken at its word. */
const routes: Record<string, (control: Control, body: unknown) => unknown> = {
  trades: (control) => control.trades(),
  notifications: (control) => control.notifications(),
  open: (control, body) => control.open((body as { url: string }).url),
  pay: (control, body) => control.pay(body as Order<'pay'>),
  'pay-late': (control, body) => control.payLate(body as Order<'payLate'>),
  close: (control, body) => control.close(body as Order<'close'>),
  finish: (control, body) => control.finish(body as Order<'finish'>),
  'settle-refund': (control, body) => control.settleRefund(body as Order<'settleRefund'>),
  transfers: (control) => control.transfers(),
  'answer-transfer': (control, body) => control.answerTransfer(body as Order<'answerTransfer'>),
  listen: (control, body) => control.listen(body as Order<'listen'>),
  'settle-late': (control, body) => control.settleLate(body as Order<'settleLate'>),
  dispute: (control, body) => control.dispute(body as Order<'dispute'>),
  'settle-dispute': (control, body) => control.settleDispute(body as Order<'settleDispute'>),
  card: (control, body) => control.card(body as Order<'card'>),
  advance: (control, body) => control.advance((body as { ms: number }).ms),
  deliver: (control) => control.deliver(),
  resend: (control, body) => control.resend((body as { id: string }).id),
  'rotate-keys': (control, body) => control.rotateKeys(body as Order<'rotateKeys'>),
  notification: (control, body) => control.notification(body as Order<'notification'>),
  agreements: (control) => control.agreements(),
  sign: (control, body) => control.sign(body as Order<'sign'>),
  unsign: (control, body) => control.unsign(body as Order<'unsign'>),
  suspend: (control, body) => control.suspend(body as Order<'suspend'>),
  'trouble-agreement': (control, body) =>
    control.troubleAgreement(body as Order<'troubleAgreement'>),
  contracts: (control) => control.contracts(),
  'sign-contract': (control, body) => control.signContract(body as Order<'signContract'>),
  'end-contract': (control, body) => control.endContract(body as Order<'endContract'>),
  'trouble-contract': (control, body) => control.troubleContract(body as Order<'troubleContract'>),
  'permit-notices': (control, body) => control.permitNotices(body as Order<'permitNotices'>),
  'rotate-alipay': (control, body) => control.rotateAlipay(body as Order<'rotateAlipay'>),
  faults: (control, body) => {
    const { provider, ...faults } = body as FaultOrder
    control.faults.set(provider, faults)
  },
  'clear-faults': (control, body) => control.faults.clear((body as FaultOrder).provider),
}

type Order<Name extends keyof Omit<Control, 'faults'>> = Parameters<Control[Name]>[0]
type FaultOrder = {
  provider: GatewayName
  reply?: ReplyFault
  notify?: NotifyFault
  bill?: BillFault[]
}

function json(status: number, content: unknown): Answer {
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  return { status, headers, body: JSON.stringify(content) }
}
