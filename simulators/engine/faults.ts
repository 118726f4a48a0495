export const gatewayNames = ['alipay', 'wechat', 'stripe'] as const
export type GatewayName = (typeof gatewayNames)[number]

/** How a notification differs from an honest one; those after `wrongSerial` are properly signed. */
export const alterations = [
  'forge',
  'tamper',
  'unsigned',
  'probe',
  'wrongSerial',
  'tamperSealed',
  'foreignMerchant',
  'amountDelta',
  'wrongCurrency',
  'oldTimestamp',
  'futureTimestamp',
] as const
export type Alteration = (typeof alterations)[number]

/** `times`: how many calls or sends it spoils (absent: until cleared). */
export type NotifyFault = { times?: number } & (
  | { kind: 'none' }
  | { kind: 'dup' | 'concurrent'; n: number }
  | { kind: 'delay'; ms: number }
  | { kind: 'reorder' }
  | { kind: Alteration; deltaFen?: number }
)

/** `only`: a part of the method name or path that the fault is limited to. */
export type ReplyFault = { times?: number; only?: string } & (
  | { kind: 'status'; status: number }
  | { kind: 'business'; code: string }
  | { kind: 'garbage' | 'truncate' | 'unsigned' | 'wrongKey' | 'dropReply' | 'dropRequest' }
  | { kind: 'delay'; ms: number }
)

/**
 * What is wrong with the bills of a gateway, until cleared: with single rows (of a payment, or of
 * the refund that is named), or with the file as a whole.
 */
export type BillFault =
  | { kind: 'missingRow' | 'duplicateRow'; outTradeNo: string; outRefundNo?: string }
  | { kind: 'amountDelta'; outTradeNo: string; outRefundNo?: string; deltaFen: number }
  | { kind: 'extraRow'; outTradeNo: string; fen: number; at?: number }
  | {
      kind:
        | 'late'
        | 'expired'
        | 'torn'
        | 'noEnd'
        | 'wrongSums'
        | 'badChecksum'
        | 'bomb'
        | 'lyingBomb'
        | 'badPath'
        | 'utf8Bom'
    }

type FaultOrder = { reply?: ReplyFault; notify?: NotifyFault; bill?: BillFault[] }

export type Faults = {
  set: (gateway: GatewayName, faults: FaultOrder) => void
  clear: (gateway?: GatewayName) => void
  takeReply: (gateway: GatewayName, label: string) => ReplyFault | null
  /** `reorder` acts when a notification is planned, all others when it is sent. */
  takeNotify: (gateway: GatewayName, moment: 'plan' | 'send') => NotifyFault | null
  bill: (gateway: GatewayName) => readonly BillFault[]
}

type Planned = { reply: ReplyFault | null; notify: NotifyFault | null; bill: BillFault[] }

const nothing = (): Planned => ({ reply: null, notify: null, bill: [] })

/** What goes wrong next, per gateway; a fault with `times` uses itself up. */
export function createFaults(): Faults {
  const planned: Record<GatewayName, Planned> = {
    alipay: nothing(),
    wechat: nothing(),
    stripe: nothing(),
  }
  return {
    set: (gateway, { reply, notify, bill }) => {
      if (bill) planned[gateway].bill = [...bill]
      if (reply) planned[gateway].reply = { ...reply }
      if (notify) planned[gateway].notify = { ...notify }
    },
    clear: (gateway) => {
      for (const name of gateway ? [gateway] : gatewayNames) planned[name] = nothing()
    },
    bill: (gateway) => planned[gateway].bill,
    takeReply: (gateway, label) => {
      const fault = planned[gateway].reply
      if (!fault || (fault.only !== undefined && !label.includes(fault.only))) return null
      if (usedUp(fault)) planned[gateway].reply = null
      return fault
    },
    takeNotify: (gateway, moment) => {
      const fault = planned[gateway].notify
      if (!fault || (fault.kind === 'reorder') !== (moment === 'plan')) return null
      if (usedUp(fault)) planned[gateway].notify = null
      return fault
    },
  }
}

function usedUp(fault: { times?: number }): boolean {
  if (fault.times === undefined) return false
  fault.times -= 1
  return fault.times <= 0
}
