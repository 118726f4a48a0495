import * as analytics from '#analytics'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'

/** The forms of the account page by which somebody agrees to something, or takes it back. */
export async function saveConsent(ctx: Ctx, field: (name: string) => string): Promise<void> {
  const intent = field('intent')
  if (intent === 'letters') return analytics.agreeToLetters(ctx, field('agreed') === 'on')
  if (intent === 'traits-remove') return analytics.removeTraits(ctx)
  if (intent !== 'traits') throw invalid('form.unknown_intent')
  if (field('consent') !== 'on') throw invalid('trait.invalid')
  const told = Object.keys(analytics.traitValues).flatMap((trait) => {
    const value = field(trait)
    return value === '' ? [] : [[trait, value]]
  })
  // What is not told any more is taken back with what was told before.
  await analytics.removeTraits(ctx)
  await analytics.saveTraits(ctx, { consent: true, ...Object.fromEntries(told) })
}
