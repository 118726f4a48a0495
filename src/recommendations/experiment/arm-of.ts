import { createHash } from 'node:crypto'
import type { RecommendationSettings } from '../settings.ts'

export type Arm = 'model' | 'control'

/**
 * Which half of the experiment a person is in: always the same for a person, by a hash and not by
 * chance, and stored nowhere but with what was shown. `control` sees what most people like.
 */
export function armOf(
  personId: string,
  { experiment, controlPercent }: Pick<RecommendationSettings, 'experiment' | 'controlPercent'>,
): Arm {
  if (!experiment) return 'model'
  const digest = createHash('sha256').update(`shelf ${personId}`).digest()
  return digest.readUInt32BE(0) % 100 < controlPercent ? 'control' : 'model'
}
