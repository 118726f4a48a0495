import { forbidden, unauthenticated } from '#kernel/errors.ts'
import { audit } from '#platform/audit/audit.ts'
import type { Ctx } from '#platform/ctx.ts'
import { mayHandleDisputes } from '../dispute.ts'
import { loadDispute } from '../queries.ts'
import { evidenceText } from './evidence-text.ts'
import { type Evidence, gatherEvidence } from './gather-evidence.ts'
import { writeZip } from './write-zip.ts'

/**
 * One zip with all that speaks for the sale, for staff; every making is audited. Without network
 * addresses: they prove little and are the buyer's. Throws `dispute.not_found`, `order.tampered`.
 */
export async function makeEvidencePack(
  ctx: Ctx,
  disputeId: string,
): Promise<{ name: string; bytes: Buffer }> {
  if (ctx.actor.kind === 'visitor') throw unauthenticated()
  if (!mayHandleDisputes(ctx.actor)) throw forbidden()
  const row = await loadDispute(ctx, disputeId)
  const evidence = await gatherEvidence(ctx, row)
  await audit(ctx, 'dispute.evidence_read', `order:${row.orderId}`, { disputeId })
  const { number } = evidence.file.order
  return { name: `evidence-${number}.zip`, bytes: writeZip(entriesOf(evidence), ctx.now) }
}

function entriesOf(evidence: Evidence) {
  const { file, exchanges, mails, dispute, history, terms } = evidence
  const { order, history: steps, charges, refunds, cases } = file
  const json: [string, unknown][] = [
    ['order.json', { order, steps, terms, seal: 'matches' }],
    ['charges.json', charges.map(({ action: _, ...charge }) => charge)],
    ['payment-log.json', exchanges],
    ['access-log.json', { openings: evidence.openings, usage: [...evidence.usage] }],
    ['refunds.json', { cases, refunds }],
    ['mails.json', mails],
    ['dispute.json', { dispute, history }],
  ]
  return [
    { name: 'summary.txt', bytes: Buffer.from(evidenceText(evidence)) },
    ...json.map(([name, value]) => ({ name, bytes: Buffer.from(written(value)) })),
  ]
}

function written(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one), 2)
}
