import { type Actor, hasRole, isPerson } from '#kernel/actor.ts'
import { forbidden, notFound, unauthenticated } from '#kernel/errors.ts'
import type { Transitions } from '#kernel/transitions.ts'

export const kinds = ['article', 'course'] as const
export type ItemKind = (typeof kinds)[number]
export const levels = ['any', 'beginner', 'intermediate', 'advanced'] as const
export type Level = (typeof levels)[number]
export const accesses = ['open', 'sold'] as const
export type Access = (typeof accesses)[number]
export const statuses = ['draft', 'scheduled', 'published', 'archived'] as const
export type Status = (typeof statuses)[number]

/** Archived: no longer shown or sold, still read by those who hold it. */
export const transitions: Transitions<Status> = {
  draft: ['scheduled', 'published'],
  scheduled: ['scheduled', 'published', 'draft'],
  published: ['archived', 'draft'],
  archived: ['published', 'draft'],
}

type Owned = { authorId: string; status: Status }

export function mayCreate(actor: Actor): boolean {
  return actor.kind === 'person' && hasRole(actor, 'creator')
}

export function mayEdit(actor: Actor, { authorId }: Pick<Owned, 'authorId'>): boolean {
  if (hasRole(actor, 'owner')) return true
  return isPerson(actor, authorId) && hasRole(actor, 'creator')
}

export function maySee(actor: Actor, item: Owned): boolean {
  return item.status === 'published' || mayEdit(actor, item)
}

/** To feature is to choose for the whole site. */
export function mayFeature(actor: Actor): boolean {
  return hasRole(actor, 'owner')
}

export function requireCreator(actor: Actor): void {
  if (actor.kind === 'visitor') throw unauthenticated()
  if (!hasRole(actor, 'creator')) throw forbidden()
}

/** Refuses whoever may not edit; what is not public does not even exist for them. */
export function requireEditor<T extends Owned>(actor: Actor, item: T | undefined): T {
  if (actor.kind === 'visitor') throw unauthenticated()
  if (item && mayEdit(actor, item)) return item
  if (item?.status === 'published') throw forbidden('item.not_yours')
  throw notFound('item.not_found')
}
