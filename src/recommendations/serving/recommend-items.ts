import * as commerce from '#commerce'
import type { Ctx } from '#platform/ctx.ts'
import type { Arm } from '../experiment/arm-of.ts'
import { noteExposures } from '../experiment/note-exposures.ts'
import type { Taste } from '../visitors/taste.ts'
import { composeShelf } from './compose-shelf.ts'
import type { Reason } from './reason.ts'

export type Suggestion = { item: commerce.ShopCard; reason: Reason }

export type Recommended = {
  suggestions: Suggestion[]
  /** Whether what this person did decided; else it is what most people like. */
  isPersonal: boolean
  arm: Arm
}

export type RecommendOptions = {
  count: number
  place: 'shelf' | 'digest'
  /** What a visitor's browser remembers. */
  taste?: Taste
}

const NOBODY: Taste = { reads: [], dismissed: [] }

/**
 * What fits whoever asks, best first, each with its true reason: by what they did until a second
 * ago; with nothing known, by what most people like. Nothing they hold, dismissed, wrote or read
 * already, and nothing that is not public or cannot be had. Empty before the first training, and
 * for everybody's front page while recommending is off.
 */
export async function recommendItems(
  ctx: Ctx,
  { count, place, taste = NOBODY }: RecommendOptions,
): Promise<Recommended> {
  const shelf = await composeShelf(ctx, { count, taste })
  if (!shelf) return { suggestions: [], isPersonal: false, arm: 'model' }
  const { shown, isPersonal, arm, modelId, mayNote } = shelf
  const suggestions = await withCards(ctx, shown)
  const items = suggestions.map(({ item }) => item)
  if (mayNote) await noteExposures(ctx, { place, arm, modelId, items })
  return { suggestions, isPersonal, arm }
}

/** The cards of what was chosen, in its order; what vanished meanwhile is left out. */
export async function withCards(
  ctx: Ctx,
  shown: readonly { itemId: string; reason: Reason }[],
): Promise<Suggestion[]> {
  const ids = shown.map(({ itemId }) => itemId)
  const reasons = new Map(shown.map(({ itemId, reason }) => [itemId, reason]))
  return (await commerce.shopCardsOf(ctx, ids)).flatMap((item) => {
    const reason = reasons.get(item.id)
    return reason ? [{ item, reason }] : []
  })
}
