import type { Recurring } from '#payments'

export type Timetable = Pick<Recurring, 'chargeWindow' | 'announceWindow'>
export type Due = { dueAt: Date; announcedFor: Date | null }

export type Step =
  | { kind: 'wait'; until: Date }
  | { kind: 'announce'; dueAt: Date }
  | { kind: 'charge' }
  /** The time for it is over, or was never announced: the charge is due at another time. */
  | { kind: 'shift'; dueAt: Date }

/** A charge is made so early that a worker that was away for some hours still makes it in time. */
const LEAD_MS = 6 * 3_600_000
const DAY_MS = 86_400_000

/**
 * What is to be done now for a charge that is due then, in the hours of its gateway: told first
 * where the gateway demands it, then made, never outside the window.
 */
export function nextStep(now: Date, { dueAt, announcedFor }: Due, gateway: Timetable): Step {
  const announced = announcedFor && dueAt <= gateway.chargeWindow(announcedFor).until
  if (gateway.announceWindow && !announced) {
    const { from, until } = gateway.announceWindow(dueAt)
    if (now < from) return { kind: 'wait', until: from }
    if (now <= until) return { kind: 'announce', dueAt }
    return { kind: 'shift', dueAt: new Date(dueAt.getTime() + DAY_MS) }
  }
  const { until } = gateway.chargeWindow(announced ? announcedFor : dueAt)
  // The hours of the day it is due on, which a notice some days before does not move.
  const { from } = gateway.chargeWindow(dueAt)
  const early = dueAt.getTime() - LEAD_MS
  const first = new Date(Math.max(from.getTime(), Math.min(early, until.getTime())))
  if (now < first) return { kind: 'wait', until: first }
  if (now <= until) return { kind: 'charge' }
  return { kind: 'shift', dueAt: new Date(now.getTime() + (announced ? 2 * DAY_MS : LEAD_MS)) }
}
