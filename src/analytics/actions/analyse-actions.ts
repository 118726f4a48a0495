import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { keepAnalysis, SEED } from '../analysis/analysis.ts'
import { computeInThread } from '../analysis/compute-in-thread.ts'
import type { Moment } from '../features/moment.ts'
import { type Foretelling, lackOfSequences } from './foretell.ts'
import { actions, readActions } from './read-actions.ts'

/** Habits are the same in ten thousand people as in all. */
const MOST_PEOPLE = 10_000

/** Learns from what people did what they do next. */
export async function analyseActions(ctx: Ctx, moments: readonly Moment[]): Promise<void> {
  const all = await readActions(ctx, moments.slice(0, MOST_PEOPLE))
  const sequences = all.filter((sequence) => sequence.length > 0)
  const found: Foretelling =
    lackOfSequences(sequences) ??
    (await computeInThread<'foretell'>({
      kind: 'foretell',
      sequences,
      actions: [...actions],
      seed: SEED,
    }))
  const model = found.state === 'ready' ? found.model : null
  await inTransaction(ctx, (tx) =>
    keepAnalysis(tx, {
      kind: 'next_action',
      state: found.state,
      size: sequences.length,
      parameters: model ? { order: model.order, strength: model.strength } : {},
      scores:
        found.state === 'not_enough' ? { have: found.have, needed: found.needed } : found.scores,
      model,
    }),
  )
}
