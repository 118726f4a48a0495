import { z } from 'zod'
import { type Actor, hasRole, isPerson, type Role } from '#kernel/actor.ts'
import type { people } from '../tables.ts'

export type PublicPerson = {
  id: string
  username: string
  displayUsername: string
  name: string
  bio: string
  website: string
  image: string | null
  createdAt: Date
}

export type Person = PublicPerson & { email: string; roles: Role[] }

export const USERNAME_LENGTH = { min: 2, max: 30 }

/** Letters and digits of any script, `_`, `-` and `.`, as they must survive in an address. */
export function isUsername(text: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u.test(text)
}

/** One line as it is shown beside what people write: no control or bidi characters. */
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}\u202A-\u202E\u2066-\u2069]*$/u)

export function publicPerson(row: typeof people.$inferSelect): PublicPerson {
  const { id, username, displayUsername, name, bio, website, image, createdAt } = row
  return { id, username, displayUsername, name, bio, website, image, createdAt }
}

/** Oneself, and staff that looks members up. */
export function maySeePerson(actor: Actor, personId: string): boolean {
  return isPerson(actor, personId) || hasRole(actor, 'support')
}
