import { eq } from 'drizzle-orm'
import * as accounts from '#accounts'
import { hashPassword } from '#accounts/passwords/hash-password.ts'
import { credentials, people, personRoles } from '#accounts/tables.ts'
import type { Actor, Role } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import type { HttpBrowser } from './http-browser.ts'
import { insertPerson } from './insert-person.ts'
import type { openShop } from './shop.ts'

export const PASSWORD = '半亩方塘一鉴开 42'
export type Person = Extract<Actor, { kind: 'person' }>

/** Everybody who may ask. The author wrote what is on sale; the buyer has bought it. */
export const roles = [
  'visitor',
  'suspended',
  'learner',
  'buyer',
  'reviewer',
  'moderator',
  'support',
  'creator',
  'author',
  'owner',
] as const
export type Who = (typeof roles)[number]
export type Member = Exclude<Who, 'visitor'>

const held: Record<Member, Role[]> = {
  suspended: ['creator'],
  learner: [],
  buyer: [],
  reviewer: ['reviewer'],
  moderator: ['moderator'],
  support: ['support'],
  creator: ['creator'],
  author: ['creator'],
  owner: ['owner'],
}

type Shop = Awaited<ReturnType<typeof openShop>>
/** One hash for all of them: hashing is slow on purpose. */
const sharedHash = hashPassword(PASSWORD)

/** The people of a site's tests, each made and logged in once, when first asked for. */
export function castOf(shop: Shop, browser: () => HttpBrowser) {
  const made = new Map<Member, Promise<Person>>()
  const opened = new Map<Member, Promise<HttpBrowser>>()
  const tokens = new Map<HttpBrowser, string>()

  function person(who: Member): Promise<Person> {
    return once(made, who, async () => {
      const known = who === 'author' ? shop.creator : who === 'owner' ? shop.owner : null
      return member(known ?? (await insertPerson(shop, who, ...held[who])), held[who])
    })
  }

  /** Gives a row among people a password and its roles. */
  async function member(actor: Person, granted: Role[] = []): Promise<Person> {
    const { personId } = actor
    const at = shop.sandbox.time.now
    await shop.db.insert(credentials).values({
      id: newId(at),
      personId,
      providerId: 'credential',
      accountId: personId,
      password: await sharedHash,
      createdAt: at,
      updatedAt: at,
    })
    for (const role of granted) {
      await shop.db
        .insert(personRoles)
        .values({ personId, role, grantedAt: at, grantedBy: 'test' })
        .onConflictDoNothing()
    }
    return actor
  }

  async function emailOf({ personId }: Person): Promise<string> {
    const [row] = await shop.db.select().from(people).where(eq(people.id, personId))
    if (!row) throw new Error('nobody')
    return row.email
  }

  /** A browser with a new session of this person. */
  async function logIn(actor: Person, fresh = browser()): Promise<HttpBrowser> {
    const { setCookie, sessionToken } = await accounts.logIn(shop.as(), {
      email: await emailOf(actor),
      password: PASSWORD,
      ipAddress: actor.personId,
      userAgent: 'test',
    })
    fresh.keep(setCookie)
    tokens.set(fresh, sessionToken)
    return fresh
  }

  /** The browser in which this role is logged in; a visitor gets a new one. */
  function as(who: Who): Promise<HttpBrowser> {
    if (who === 'visitor') return Promise.resolve(browser())
    return once(opened, who, async () => {
      const actor = await person(who)
      const logged = await logIn(actor)
      if (who === 'suspended') await suspend(actor)
      return logged
    })
  }

  async function suspend({ personId }: Person): Promise<void> {
    const suspendedAt = shop.sandbox.time.now
    await shop.db.update(people).set({ suspendedAt }).where(eq(people.id, personId))
  }

  /** A machine's token for the session of this browser. */
  async function bearer(logged: HttpBrowser): Promise<Record<string, string>> {
    const token = await accounts.issueApiToken(shop.as(), tokens.get(logged) ?? '')
    return { Authorization: `Bearer ${token}` }
  }

  const newcomer = async (name: string, ...granted: Role[]) =>
    member(await insertPerson(shop, name, ...granted), granted)

  return { person, newcomer, emailOf, logIn, opens: as, suspend, bearer }
}

function once<K, V>(kept: Map<K, Promise<V>>, key: K, make: () => Promise<V>): Promise<V> {
  const known = kept.get(key) ?? make()
  kept.set(key, known)
  return known
}
