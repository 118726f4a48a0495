import { seededRandom } from '#kernel/random.ts'
import type { FeatureTable } from '../feature-table.ts'
import { rocAuc } from '../validation/scores.ts'
import { type Classifier, classify } from './train-classifier.ts'

export type Importance = { feature: string; aucLoss: number }

/**
 * How much ROC-AUC is lost on the given rows when a feature is shuffled among them (Breiman,
 * Machine Learning 45, 2001), largest first. The rows should be ones that the model did not see.
 */
export function permutationImportance(
  model: Classifier,
  table: FeatureTable,
  labels: Uint8Array,
  rows: Uint32Array,
  seed: number,
): Importance[] {
  const own = Uint8Array.from(rows, (row) => labels[row] ?? 0)
  const whole = rocAuc(classify(model, table, rows), own)
  const random = seededRandom(seed)
  const width = table.names.length
  const importances = table.names.map((feature, column): Importance => {
    const values = table.values.slice()
    for (let at = rows.length - 1; at > 0; at--) {
      const here = (rows[at] ?? 0) * width + column
      const there = (rows[Math.floor(random() * (at + 1))] ?? 0) * width + column
      const held = values[here] ?? 0
      values[here] = values[there] ?? 0
      values[there] = held
    }
    return { feature, aucLoss: whole - rocAuc(classify(model, { ...table, values }, rows), own) }
  })
  return importances.sort((a, b) => b.aucLoss - a.aucLoss)
}
