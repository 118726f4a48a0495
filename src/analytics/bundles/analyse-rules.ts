import { inArray } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { keepAnalysis } from '../analysis/analysis.ts'
import { computeInThread } from '../analysis/compute-in-thread.ts'
import type { Baskets } from '../models/rules/baskets.ts'
import { itemRules } from '../tables.ts'
import { LEAST_TOGETHER } from './find-rules.ts'

/** With fewer buyers nothing can be bought together often enough to mean something. */
const LEAST_BASKETS = 4 * LEAST_TOGETHER
const BATCH = 500

/** Finds anew what is bought together; what was found before goes. */
export async function analyseRules(ctx: Ctx, baskets: Baskets & { names: string[] }) {
  const { names, count: size } = baskets
  const found =
    size < LEAST_BASKETS ? null : await computeInThread<'rules'>({ kind: 'rules', baskets })
  await inTransaction(ctx, async (tx) => {
    const analysisId = await keepAnalysis(tx, {
      kind: 'rules',
      state: found ? 'ready' : 'not_enough',
      size,
      parameters: { minSupport: found?.minSupport ?? null },
      scores: found
        ? { rules: found.rules.length, itemsets: found.itemsets }
        : { have: size, needed: LEAST_BASKETS },
    })
    await tx.db.delete(itemRules)
    const known = await knownItems(tx, names)
    const rows = (found?.rules ?? []).flatMap((rule, position) => {
      const consequent = names[rule.consequent] ?? ''
      const antecedent = rule.antecedent.map((item) => names[item] ?? '')
      if (![consequent, ...antecedent].every((id) => known.has(id))) return []
      return [{ ...rule, analysisId, position, antecedent, consequent }]
    })
    for (let from = 0; from < rows.length; from += BATCH) {
      await tx.db.insert(itemRules).values(rows.slice(from, from + BATCH))
    }
  })
}

async function knownItems(tx: Ctx, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await tx.db
    .select({ id: items.id })
    .from(items)
    .where(inArray(items.id, ids))
    .for('key share')
  return new Set(rows.map(({ id }) => id))
}
