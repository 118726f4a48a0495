import type * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import type * as payments from '#payments'

/** What the simulation tells a process at its start. */
export type AppSetup = { databaseUrl: string; secret: string; accounts: payments.MerchantAccounts }

/**
 * One thing to do. `crashAt`: it loses power at the n-th moment at which it speaks to PostgreSQL,
 * to a gateway, or answers; `kill` ends the whole process.
 */
export type Task = {
  id: number
  now: Date
  actor: Actor
  crashAt: { moment: number; kill: boolean } | null
  what: What
}
export type What =
  | { verb: 'place'; itemId: string; also: string[] }
  | { verb: 'pay'; number: string; method: payments.ProviderName }
  | { verb: 'check' | 'cancel'; number: string }
  | { verb: 'notify'; provider: payments.ProviderName; headers: [string, string][]; body: string }
  | { verb: 'refund'; number: string; lines: commerce.StaffRefund['lines'] | null }
  | { verb: 'return'; number: string; position: number }
  | { verb: 'decide'; caseId: string; approve: boolean }
  | { verb: 'retry'; caseId: string }
  | { verb: 'duty'; name: DutyName }
export type Answer =
  | { id: number; kind: 'done'; value: unknown }
  | { id: number; kind: 'refused'; code: string }
  | { id: number; kind: 'bug'; error: string }
  | { id: number; kind: 'crashed' }

/** The platform's own work. */
export const dutyNames = [
  'ask',
  'carry',
  'expire',
  'mail',
  'link',
  'recognise',
  'release',
  'reconcile',
  'heal',
] as const
export type DutyName = (typeof dutyNames)[number]
