import type { Exchange, WireLog } from '../console/wire-log.ts'
import {
  type Alteration,
  alterations,
  type Faults,
  type GatewayName,
  type NotifyFault,
} from './faults.ts'
import type { Journal, Table } from './journal.ts'
import type { Schedule } from './schedule.ts'

/** One event that a merchant must hear of; re-sends are the same event, signed afresh. */
export type Notice = {
  id: string
  gateway: GatewayName
  outTradeNo: string
  event: string
  url: string
  /** What is told, frozen when it happened. */
  payload: Record<string, unknown>
  /** Sends so far. */
  sends: number
  nextAt: number
  state: 'pending' | 'acknowledged' | 'exhausted'
  log: Delivery[]
}

export type Delivery = { at: number; status: number | null; body: string; altered: string | null }

export type SignedNotice = { url: string; headers: Record<string, string>; body: string }

/** What differs between the gateways. */
export type NoticeStyle = {
  /** Gaps in ms between one send and the next; the first send is at once. */
  retryGaps: readonly number[]
  sign: (notice: Notice, alteration: Alteration | null, deltaFen: number) => SignedNotice
  acknowledged: (status: number, body: string, notice: Notice) => boolean
}

export type Notifier = {
  styles: Record<GatewayName, NoticeStyle | null>
  notify: (
    notice: Pick<Notice, 'id' | 'gateway' | 'outTradeNo' | 'event' | 'url' | 'payload'>,
  ) => void
  notices: Table<Notice>
  /** Sends an event once more, acknowledged or not, as the gateways may at any time. */
  resend: (id: string) => void
  /** Plans again what a restart interrupted. */
  resume: () => void
}

/** A merchant that takes longer has not acknowledged. */
const ANSWER_WITHIN_MS = 5_000
/** Under the `reorder` fault the newest of a minute's events is sent first. */
const REORDER_WINDOW_MS = 60_000

export function createNotifier(
  schedule: Schedule,
  faults: Faults,
  journal: Journal,
  wire: WireLog,
): Notifier {
  const notices = journal.table<Notice>('notices')
  const styles: Notifier['styles'] = { alipay: null, wechat: null, stripe: null }
  let reordered = 0

  const plan = (id: string, when: number) => {
    schedule.at(when, () => send(id))
  }
  const send = async (id: string) => {
    const notice = notices.get(id)
    const style = notice && styles[notice.gateway]
    if (!notice || !style || notice.state !== 'pending') return
    const fault = faults.takeNotify(notice.gateway, 'send')
    if (fault?.kind === 'delay') {
      plan(id, schedule.now() + fault.ms)
      return
    }
    settle(notice, style, await copiesOf(fault, () => deliver(notice, style, fault)))
  }
  const deliver = async (notice: Notice, style: NoticeStyle, fault: NotifyFault | null) => {
    const { alteration, deltaFen } = alterationOf(fault)
    const signed = style.sign(notice, alteration, deltaFen)
    const at = schedule.now()
    const answer = await post(signed)
    wire.add(exchangeOf({ at, notice, style, signed, answer, fault }))
    return { at, altered: alteration, ...answer }
  }
  const settle = (notice: Notice, style: NoticeStyle, deliveries: Delivery[]) => {
    const acknowledged = deliveries.some(
      ({ status, body, altered }) =>
        !altered && status !== null && style.acknowledged(status, body, notice),
    )
    const gap = style.retryGaps[notice.sends]
    const nextAt = schedule.now() + (gap ?? 0)
    const open = gap === undefined ? 'exhausted' : 'pending'
    const state = acknowledged ? 'acknowledged' : open
    const log = [...notice.log, ...deliveries]
    notices.put(notice.id, { ...notice, sends: notice.sends + 1, nextAt, state, log })
    if (state === 'pending') plan(notice.id, nextAt)
  }
  return {
    styles,
    notices,
    notify: (notice) => {
      const held = faults.takeNotify(notice.gateway, 'plan') !== null
      const holdMs = held ? REORDER_WINDOW_MS - 1_000 * (reordered++ % 60) : 0
      const nextAt = schedule.now() + holdMs
      // Without an endpoint the event happened all the same, and nobody is told.
      const state = notice.url ? 'pending' : 'exhausted'
      notices.put(notice.id, { ...notice, sends: 0, nextAt, state, log: [] })
      if (notice.url) plan(notice.id, nextAt)
    },
    resend: (id) => {
      const notice = notices.get(id)
      if (!notice) return
      notices.put(id, { ...notice, state: 'pending', nextAt: schedule.now() })
      plan(id, schedule.now())
    },
    resume: () => {
      for (const { id, state, nextAt } of notices.all()) if (state === 'pending') plan(id, nextAt)
    },
  }
}

/** One message, or as many as the fault wants, one after the other or all at once. */
async function copiesOf(
  fault: NotifyFault | null,
  deliver: () => Promise<Delivery>,
): Promise<Delivery[]> {
  if (fault?.kind === 'none') return []
  if (fault?.kind === 'concurrent') return Promise.all(Array.from({ length: fault.n }, deliver))
  const deliveries: Delivery[] = []
  const copies = fault?.kind === 'dup' ? fault.n : 1
  for (let copy = 0; copy < copies; copy += 1) deliveries.push(await deliver())
  return deliveries
}

/** A notification and its receipt for whoever looks through what was on the wire. */
function exchangeOf(sent: {
  at: number
  notice: Notice
  style: NoticeStyle
  signed: SignedNotice
  answer: { status: number | null; body: string }
  fault: NotifyFault | null
}): Omit<Exchange, 'id'> {
  const { at, notice, style, signed, answer, fault } = sent
  const { status, body } = answer
  return {
    at,
    gateway: notice.gateway,
    direction: 'notification',
    label: notice.event,
    request: {
      method: 'POST',
      target: URL.canParse(signed.url) ? new URL(signed.url).pathname : signed.url,
      headers: signed.headers,
      body: signed.body,
    },
    response: status === null ? null : { status, headers: {}, body },
    fault: fault?.kind ?? null,
    acknowledged: status !== null && style.acknowledged(status, body, notice),
  }
}

function alterationOf(fault: NotifyFault | null): {
  alteration: Alteration | null
  deltaFen: number
} {
  const alteration = alterations.find((name) => name === fault?.kind) ?? null
  const deltaFen = fault && 'deltaFen' in fault ? (fault.deltaFen ?? -1) : -1
  return { alteration, deltaFen }
}

/** Sends one message; a merchant that cannot be reached has simply not acknowledged. */
async function post(notice: SignedNotice): Promise<{ status: number | null; body: string }> {
  try {
    const response = await fetch(notice.url, {
      method: 'POST',
      headers: notice.headers,
      body: notice.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    // Not `text()`, which would swallow a byte-order mark that the real gateway does not forgive.
    const body = Buffer.from(await response.arrayBuffer()).toString('utf8')
    return { status: response.status, body }
  } catch (error) {
    return { status: null, body: String(error) }
  }
}
