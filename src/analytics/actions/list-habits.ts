import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { findAnalysis, maySeeAudience } from '../analysis/analysis.ts'
import { type Act, acts } from '../features/acts.ts'
import { type NextActionModel, nextActionProbabilities } from '../models/sequences/next-action.ts'
import type { NextAction } from './predict-next-action.ts'
import { actions } from './read-actions.ts'

export type Habit = { after: Act; next: NextAction[] }

/** What people do after each thing, likeliest first; empty while there is no model. */
export async function listHabits(ctx: Ctx): Promise<Habit[]> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  const analysis = await findAnalysis(ctx, 'next_action')
  if (!analysis?.model) return []
  const model = analysis.model as NextActionModel
  // An act that nobody was seen to do says nothing about what follows.
  const seen = acts.filter((_, at) => (model.counts['']?.[at] ?? 0) > 0)
  return seen.map((after) => {
    const said = nextActionProbabilities(model, [after])
    const next = actions.map((action, at) => ({ action, probability: said[at] ?? 0 }))
    return { after, next: next.sort((a, b) => b.probability - a.probability) }
  })
}
