import { type AssociationRule, associationRules } from '../models/rules/association-rules.ts'
import type { Baskets } from '../models/rules/baskets.ts'
import { eclat } from '../models/rules/eclat.ts'

/** What fewer people did together is chance, and might tell who they are. */
export const LEAST_TOGETHER = 5
const LEAST_CONFIDENCE = 0.1
/** At 1 two items have nothing to do with each other. */
const LEAST_LIFT = 1.1
const MOST_RULES = 2_000
const MOST_ITEMS_IN_A_RULE = 4

export type FoundRules = { rules: AssociationRule[]; minSupport: number; itemsets: number }

/**
 * Rules between what the same people bought, the best first. Where there are too many sets the
 * support is doubled until there are not: a site that sells much needs no rare rules.
 */
export function findRules(baskets: Baskets): FoundRules {
  let minSupport = Math.max(0.001, LEAST_TOGETHER / Math.max(1, baskets.count))
  for (;;) {
    const mined = eclat(baskets, { minSupport, maxLength: MOST_ITEMS_IN_A_RULE })
    if (mined.kind === 'found') {
      const rules = associationRules(mined.itemsets, { minConfidence: LEAST_CONFIDENCE })
      const useful = rules.filter(
        ({ count, lift }) => count >= LEAST_TOGETHER && lift >= LEAST_LIFT,
      )
      return {
        rules: useful.slice(0, MOST_RULES),
        minSupport,
        itemsets: mined.itemsets.item.length,
      }
    }
    minSupport *= 2
  }
}
