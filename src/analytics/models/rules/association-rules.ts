import type { Itemsets } from './eclat.ts'

/** Who has all of `antecedent` tends to have `consequent`. */
export type AssociationRule = {
  /** Item numbers, ascending; empty only at minLength 1. */
  antecedent: number[]
  consequent: number
  /** Baskets that hold both sides. */
  count: number
  /** count / baskets. */
  support: number
  /** count / baskets that hold the antecedent: P(consequent | antecedent). */
  confidence: number
  /** confidence / support of the consequent: 1 if the two have nothing to do with each other. */
  lift: number
}

export type RuleOptions = {
  /** Least confidence, 0..1. */
  minConfidence: number
  /** Least number of items on both sides together; 2 leaves out rules without an antecedent. */
  minLength?: number
}

/**
 * Every rule with one item as its consequent (Agrawal & Srikant, VLDB 1994), highest lift first,
 * then by confidence and count. The sets must be complete: an antecedent is a frequent set itself.
 */
export function associationRules(itemsets: Itemsets, options: RuleOptions): AssociationRule[] {
  const { minConfidence, minLength = 2 } = options
  const rules: AssociationRule[] = []
  const children = childrenOf(itemsets)
  const path: number[] = []
  for (let node = 0; node < itemsets.item.length; node++) {
    const length = itemsets.length[node] ?? 0
    path.length = length
    for (let at = node, place = length - 1; place >= 0; place--) {
      path[place] = itemsets.item[at] ?? 0
      at = itemsets.parent[at] ?? -1
    }
    if (length < minLength) continue
    for (let out = 0; out < length; out++) {
      const rule = ruleOf(itemsets, children, node, path, out)
      if (rule.confidence >= minConfidence - 1e-12) rules.push(rule)
    }
  }
  return rules.sort(
    (a, b) =>
      b.lift - a.lift ||
      b.confidence - a.confidence ||
      b.count - a.count ||
      a.consequent - b.consequent,
  )
}

/** Key of the set that adds `item` to set `node`, the empty set being -1. */
function keyOf(itemsets: Itemsets, node: number, item: number): number {
  return (node + 1) * itemsets.rank.length + item
}

function childrenOf(itemsets: Itemsets): Map<number, number> {
  const children = new Map<number, number>()
  itemsets.item.forEach((item, node) => {
    children.set(keyOf(itemsets, itemsets.parent[node] ?? -1, item), node)
  })
  return children
}

function ruleOf(
  itemsets: Itemsets,
  children: Map<number, number>,
  node: number,
  path: readonly number[],
  out: number,
): AssociationRule {
  const consequent = path[out] ?? 0
  const antecedent = path.filter((_, at) => at !== out)
  const baskets = itemsets.baskets
  const count = itemsets.count[node] ?? 0
  const confidence = count / countOf(itemsets, children, antecedent)
  const lift = confidence / (countOf(itemsets, children, [consequent]) / baskets)
  antecedent.sort((a, b) => a - b)
  return { antecedent, consequent, count, support: count / baskets, confidence, lift }
}

/** Baskets of a set whose items stand in the order of the tree. */
function countOf(itemsets: Itemsets, children: Map<number, number>, path: readonly number[]) {
  let node = -1
  for (const item of path) {
    const next = children.get(keyOf(itemsets, node, item))
    if (next === undefined) throw new RangeError('the sets are not complete')
    node = next
  }
  return node < 0 ? itemsets.baskets : (itemsets.count[node] ?? 0)
}
