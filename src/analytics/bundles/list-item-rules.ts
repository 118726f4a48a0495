import { inArray } from 'drizzle-orm'
import { items } from '#catalog/tables.ts'
import { forbidden } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { maySeeAudience } from '../analysis/analysis.ts'
import { itemRules } from '../tables.ts'

type Named = { id: string; title: string }
export type ItemRule = {
  antecedent: Named[]
  consequent: Named
  support: number
  confidence: number
  lift: number
  /** People who bought all of it. */
  count: number
}

const SHOWN = 200

/** What is bought together, the strongest first: what a bundle could be made of. */
export async function listItemRules(ctx: Ctx): Promise<ItemRule[]> {
  if (!maySeeAudience(ctx.actor)) throw forbidden()
  const rules = await ctx.db.select().from(itemRules).orderBy(itemRules.position).limit(SHOWN)
  const ids = [...new Set(rules.flatMap((rule) => [rule.consequent, ...rule.antecedent]))]
  const rows = ids.length
    ? await ctx.db
        .select({ id: items.id, title: items.title })
        .from(items)
        .where(inArray(items.id, ids))
    : []
  const titles = new Map(rows.map(({ id, title }) => [id, title]))
  const named = (id: string): Named => ({ id, title: titles.get(id) ?? '' })
  return rules.map(({ antecedent, consequent, support, confidence, lift, count }) => ({
    antecedent: antecedent.map(named),
    consequent: named(consequent),
    support,
    confidence,
    lift,
    count,
  }))
}
