import { type Actor, hasRole } from '#kernel/actor.ts'
import { isCurrency, type Money, money } from '#kernel/money.ts'
import type { Transitions } from '#kernel/transitions.ts'
import type { DisputeFact, ProviderName } from '#payments'
import type { disputes } from '../tables.ts'

export type DisputeRow = typeof disputes.$inferSelect
export type DisputeStatus = DisputeRow['status']

export type Dispute = {
  id: string
  kind: DisputeRow['kind']
  provider: ProviderName
  disputeNo: string
  status: DisputeStatus
  amount: Money
  reason: string
  dueAt: Date | null
  note: string
  submittedAt: Date | null
  createdAt: Date
  closedAt: Date | null
}

/** Facts come in any order; `lost` leads to `won` because a bank may think again. */
export const disputeTransitions: Transitions<DisputeStatus> = {
  opened: ['withdrawn', 'won', 'lost'],
  withdrawn: ['won', 'lost'],
  lost: ['won'],
  won: [],
}

/** Money that came back says that the dispute is won, whoever says so first. */
export const statusOfFact: Readonly<Record<DisputeFact['status'], DisputeStatus>> = {
  opened: 'opened',
  funds_withdrawn: 'withdrawn',
  funds_reinstated: 'won',
  won: 'won',
  lost: 'lost',
}

export function mayHandleDisputes(actor: Actor): boolean {
  return hasRole(actor, 'support', 'owner')
}

export function openDispute(row: DisputeRow): Dispute {
  if (!isCurrency(row.currency)) throw new Error(`unknown currency ${row.currency}`)
  const { id, kind, disputeNo, status, reason, dueAt, note, submittedAt, createdAt } = row
  const provider = row.provider as ProviderName
  const amount = money(row.amountMinor, row.currency)
  const what = { id, kind, provider, disputeNo, status, amount, reason, dueAt, note }
  return { ...what, submittedAt, createdAt, closedAt: row.closedAt }
}
