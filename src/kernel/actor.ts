export const roles = ['learner', 'creator', 'reviewer', 'moderator', 'support', 'owner'] as const
export type Role = (typeof roles)[number]

/** Who asks: nobody yet, a person with roles that add up, or the platform itself (a job). */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'person'; personId: string; roles: readonly Role[] }
  | { kind: 'system'; name: string }

export const visitor: Actor = { kind: 'visitor' }

export function system(name: string): Actor {
  return { kind: 'system', name }
}

/** Whether the actor holds one of the roles; the owner and the platform itself hold them all. */
export function hasRole(actor: Actor, ...wanted: Role[]): boolean {
  if (actor.kind === 'system') return true
  if (actor.kind !== 'person') return false
  return actor.roles.includes('owner') || wanted.some((role) => actor.roles.includes(role))
}

export function isPerson(actor: Actor, personId: string): boolean {
  return actor.kind === 'person' && actor.personId === personId
}

/** How the actor is written in histories and audit rows. */
export function actorName(actor: Actor): string {
  if (actor.kind === 'person') return `person:${actor.personId}`
  return actor.kind === 'system' ? `system:${actor.name}` : 'visitor'
}
