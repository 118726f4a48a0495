import { hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { findAnalysis } from '../analysis/analysis.ts'
import { type NextActionModel, nextActionProbabilities } from '../models/sequences/next-action.ts'
import { type Action, actions, readActions } from './read-actions.ts'

export type NextAction = { action: Action; probability: number }

/** What a person is likely to do next, likeliest first; null while there is no model. */
export async function predictNextAction(ctx: Ctx, personId: string): Promise<NextAction[] | null> {
  if (!isPerson(ctx.actor, personId) && !hasRole(ctx.actor, 'owner')) throw forbidden()
  const analysis = await findAnalysis(ctx, 'next_action')
  if (!analysis?.model) return null
  const [past = []] = await readActions(ctx, [{ personId, at: ctx.now }])
  const said = nextActionProbabilities(analysis.model as NextActionModel, past)
  return actions
    .map((action, at) => ({ action, probability: said[at] ?? 0 }))
    .sort((a, b) => b.probability - a.probability)
}
