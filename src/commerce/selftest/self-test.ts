import { type Actor, hasRole } from '#kernel/actor.ts'
import type { selfTests } from '../tables.ts'

export type SelfTestRow = typeof selfTests.$inferSelect

/** In the order of a walk that goes well; the gateway's own word may come at any time after. */
export const selfTestSteps = [
  'opened',
  'paid',
  'notified',
  'agreed',
  'refundAsked',
  'refunded',
  'balanced',
] as const
export type SelfTestStep = (typeof selfTestSteps)[number]
export type StepState = { step: SelfTestStep; at: Date | null; state: 'done' | 'now' | 'later' }

const PREFIX = 'selftest:'

/** What a charge of a self-test pays for: never an order, so never a sale. */
export function subjectOf({ id }: Pick<SelfTestRow, 'id'>): string {
  return `${PREFIX}${id}`
}

/** The self-test that a charge belongs to; null for a charge of an order. */
export function selfTestOf(subject: string): string | null {
  return subject.startsWith(PREFIX) ? subject.slice(PREFIX.length) : null
}

/** Real money leaves and comes back: the owner's own. */
export function mayTest(actor: Actor): boolean {
  return hasRole(actor, 'owner')
}

/** What is done, what is being waited for, and what comes later. */
export function stepsOf(row: SelfTestRow): StepState[] {
  const first = selfTestSteps.find((step) => row[`${step}At`] === null)
  return selfTestSteps.map((step) => {
    const at = row[`${step}At`]
    return { step, at, state: at ? 'done' : step === first ? 'now' : 'later' }
  })
}
