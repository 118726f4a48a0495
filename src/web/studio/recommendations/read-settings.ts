import { invalid } from '#kernel/errors.ts'
import type * as recommendations from '#recommendations'

type Settings = recommendations.RecommendationSettings
type Field = (name: string) => string

export const weightNames = [
  'view',
  'study',
  'progress',
  'completion',
  'purchase',
  'like',
  'bookmark',
  'rating',
  'search',
] as const
export const timeNames = ['halfLifeDays', 'fullViewSeconds'] as const
export const PROMOTED = [1, 2, 3, 4, 5] as const

/** What the form of knobs says; sliders are in hundredths. Throws `settings.invalid`. */
export function readSettings(
  field: Field,
  { weights, ...rest }: Settings,
  idOf: (title: string) => string | undefined,
): Partial<Settings> {
  const numbers = Object.fromEntries(
    [...weightNames, ...timeNames].map((name) => [name, numberIn(field(name), weights[name])]),
  )
  const promoted = PROMOTED.flatMap((n) => {
    const title = field(`promoted${n}`).trim()
    if (title === '') return []
    const id = idOf(title)
    if (!id) throw invalid('settings.unknown_title', { title })
    return [id]
  })
  return {
    freshness: numberIn(field('freshness'), rest.freshness * 100) / 100,
    variety: numberIn(field('variety'), rest.variety * 100) / 100,
    promoted: [...new Set(promoted)],
    personalisation: field('personalisation') as Settings['personalisation'],
    experiment: field('experiment') === 'on',
    controlPercent: numberIn(field('controlPercent'), rest.controlPercent),
    model: field('model') as Settings['model'],
    weights: { ...weights, ...numbers },
  }
}

function numberIn(text: string, fallback: number): number {
  return text.trim() === '' ? fallback : Number(text)
}
