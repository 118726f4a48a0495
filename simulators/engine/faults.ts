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

export type Faults = {
  set: (gateway: GatewayName, faults: { reply?: ReplyFault; notify?: NotifyFault }) => void
  clear: (gateway?: GatewayName) => void
  takeReply: (gateway: GatewayName, label: string) => ReplyFault | null
  /** `reorder` acts when a notification is planned, all others when it is sent. */
  takeNotify: (gateway: GatewayName, moment: 'plan' | 'send') => NotifyFault | null
}

type Planned = { reply: ReplyFault | null; notify: NotifyFault | null }

/** What goes wrong next, per gateway; a fault with `times` uses itself up. */
export function createFaults(): Faults {
  const planned: Record<GatewayName, Planned> = {
    alipay: { reply: null, notify: null },
    wechat: { reply: null, notify: null },
    stripe: { reply: null, notify: null },
  }
  return {
    set: (gateway, { reply, notify }) => {
      if (reply) planned[gateway].reply = { ...reply }
      if (notify) planned[gateway].notify = { ...notify }
    },
    clear: (gateway) => {
      for (const name of gateway ? [gateway] : gatewayNames)
        planned[name] = { reply: null, notify: null }
    },
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
