import { asc, eq } from 'drizzle-orm'
import { people } from '#accounts/tables.ts'
import type { Ctx } from '#platform/ctx.ts'
import { collaborators, deliveryPromises } from '../../tables.ts'
import { sellableItem } from './sellable-item.ts'

export type MoneyRules = {
  kind: 'article' | 'course'
  collaborators: { username: string; name: string; basisPoints: number }[]
  promise: { plannedLessons: number; promisedBy: string | null } | null
}

/** Who shares an item's income, and what it promises to its buyers. */
export async function getMoneyRules(ctx: Ctx, itemId: string): Promise<MoneyRules> {
  const { kind } = await sellableItem(ctx, itemId)
  const [sharing, [promise]] = await Promise.all([
    ctx.db
      .select({
        username: people.username,
        name: people.name,
        basisPoints: collaborators.basisPoints,
      })
      .from(collaborators)
      .innerJoin(people, eq(people.id, collaborators.personId))
      .where(eq(collaborators.itemId, itemId))
      .orderBy(asc(collaborators.createdAt), asc(collaborators.personId)),
    ctx.db
      .select({
        plannedLessons: deliveryPromises.plannedLessons,
        promisedBy: deliveryPromises.promisedBy,
      })
      .from(deliveryPromises)
      .where(eq(deliveryPromises.itemId, itemId)),
  ])
  return { kind, collaborators: sharing, promise: promise ?? null }
}
