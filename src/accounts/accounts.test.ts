import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { system } from '#kernel/actor.ts'
import { listMails } from '#platform/mail/list-mails.ts'
import { later, person, testDatabase } from '#tests/database.ts'
import * as accounts from './index.ts'
import { credentials, people, sessions } from './tables.ts'

const { ctx, db } = await testDatabase()
const now = new Date()
const here = (actor = ctx().actor) => ctx(actor, now)
const from = { ipAddress: '192.0.2.1', userAgent: 'test' }
const PASSWORD = '半亩方塘一鉴开 42'

function cookieOf(setCookie: string[]): Headers {
  return new Headers({ cookie: setCookie.map((one) => one.split(';')[0]).join('; ') })
}

async function member(username: string) {
  return accounts.register(here(), {
    username,
    email: `${username}@example.com`,
    password: PASSWORD,
    ipAddress: `ip-${username}`,
  })
}

describe('registering', () => {
  test('username and e-mail are unique whatever their case', async () => {
    await member('ZhuXi')
    const again = (username: string, email: string) =>
      accounts.register(here(), { username, email, password: PASSWORD })
    await expect(again('zhuxi', 'other@example.com')).rejects.toMatchObject({
      code: 'account.taken',
    })
    await expect(again('other', 'ZHUXI@example.com')).rejects.toMatchObject({
      code: 'account.taken',
    })
  })

  test('twenty at once with one name make one account', async () => {
    const tries = Array.from({ length: 20 }, (_, index) =>
      accounts.register(here(), {
        username: index % 2 ? 'Racer' : 'racer',
        email: `racer${index}@example.com`,
        password: PASSWORD,
        ipAddress: `race-${index}`,
      }),
    )
    const made = (await Promise.allSettled(tries)).filter((one) => one.status === 'fulfilled')
    expect(made).toHaveLength(1)
  })

  test.each(['12345678', 'password', 'aaaaaaaaaa', 'short', 'weakling@example.com'])(
    'the password %s is refused',
    async (password) => {
      const weak = { username: 'weakling', email: 'weakling@example.com', password }
      await expect(accounts.register(here(), weak)).rejects.toMatchObject({
        code: 'account.weak_password',
      })
    },
  )

  test('passwords are kept as scrypt hashes with salts of their own', async () => {
    await member('salt_a')
    await member('salt_b')
    const rows = await db.select({ hash: credentials.password }).from(credentials)
    expect(rows.every(({ hash }) => hash?.startsWith('scrypt$32768$8$3$'))).toBe(true)
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(rows.length)
  })

  test('extra fields do not reach the account', async () => {
    const sly = { roles: ['owner'], emailVerified: true, id: '1' } as object
    const made = await accounts.register(here(), {
      ...sly,
      username: 'sly',
      email: 'sly@example.com',
      password: PASSWORD,
    })
    const [row] = await db.select().from(people).where(eq(people.id, made.id))
    expect(row).toMatchObject({ emailVerified: false })
    expect(made.roles).toEqual(['learner'])
  })
})

describe('sessions', () => {
  test('log-in works by e-mail and by username, in any case, and log-out ends it', async () => {
    const made = await member('Traveller')
    for (const name of ['TRAVELLER@example.com', 'traveller']) {
      const { setCookie } = await accounts.logIn(here(), {
        ...from,
        email: name,
        password: PASSWORD,
      })
      expect(setCookie[0]).toMatch(/HttpOnly/i)
      const headers = cookieOf(setCookie)
      const identity = await accounts.identify(here(), headers)
      expect(identity.actor).toMatchObject({ kind: 'person', personId: made.id })
      await accounts.logOut(here(identity.actor), headers)
      expect((await accounts.identify(here(), headers)).actor).toEqual({ kind: 'visitor' })
    }
  })

  test('unknown account and wrong password are told apart by nothing', async () => {
    await member('known')
    const refusal = async (email: string) =>
      accounts
        .logIn(here(), { ...from, email, password: 'wrong password' })
        .catch((error) => ({ kind: error.kind, code: error.code, details: error.details }))
    expect(await refusal('known@example.com')).toEqual(await refusal('unknown@example.com'))
  })

  test('guessing is slowed per account, from many addresses too', async () => {
    await member('victim')
    const guess = (n: number) =>
      accounts
        .logIn(here(), {
          email: 'victim',
          password: `guess ${n}`,
          ipAddress: `bot-${n}`,
          userAgent: '',
        })
        .catch((error) => error.code)
    const codes = await Promise.all(Array.from({ length: 14 }, (_, n) => guess(n)))
    expect(codes.filter((code) => code === 'limit.too_many')).toHaveLength(4)
    const afterwards = ctx(undefined, later(6 * 60_000, now))
    const freed = await accounts.logIn(afterwards, { ...from, email: 'victim', password: PASSWORD })
    expect(freed.person.username).toBe('victim')
  })

  test('a suspended person is out at once', async () => {
    const made = await member('suspended')
    const { setCookie } = await accounts.logIn(here(), {
      ...from,
      email: 'suspended',
      password: PASSWORD,
    })
    await db.update(people).set({ suspendedAt: now }).where(eq(people.id, made.id))
    expect((await accounts.identify(here(), cookieOf(setCookie))).person).toBeNull()
  })

  test('a moderator shuts a person out and lets them in again; others may not', async () => {
    const made = await member('noisy')
    const login = { ...from, email: 'noisy', password: PASSWORD }
    const { setCookie } = await accounts.logIn(here(), login)
    const moderator = here(person(made.id.replace(/^./, 'f'), 'moderator'))
    const learner = here(person(made.id))
    await expect(accounts.suspendMember(learner, made.id)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await accounts.suspendMember(moderator, made.id)
    expect((await accounts.identify(here(), cookieOf(setCookie))).person).toBeNull()
    await expect(accounts.logIn(here(), login)).rejects.toMatchObject({
      code: 'account.bad_credentials',
    })
    await accounts.restoreMember(moderator, made.id)
    expect((await accounts.logIn(here(), login)).person.id).toBe(made.id)
  })

  test('one sees and ends only one’s own sessions', async () => {
    const [a, b] = [await member('session_a'), await member('session_b')]
    await accounts.logIn(here(), { ...from, email: 'session_a', password: PASSWORD })
    const [session] = await accounts.listSessions(here(person(a.id)))
    const id = session?.id ?? ''
    await expect(accounts.revokeSession(here(person(b.id)), id)).rejects.toMatchObject({
      code: 'session.not_found',
    })
    await accounts.revokeSession(here(person(a.id)), id)
    expect(await accounts.listSessions(here(person(a.id)))).toEqual([])
  })
})

describe('api tokens', () => {
  test('a token works until it expires or its session is revoked', async () => {
    const made = await member('tokened')
    const login = await accounts.logIn(here(), { ...from, email: 'tokened', password: PASSWORD })
    const token = await accounts.issueApiToken(here(), login.sessionToken)
    expect((await accounts.identifyByToken(here(), token)).person?.id).toBe(made.id)
    const expired = ctx(undefined, later(8 * 86_400_000, now))
    expect((await accounts.identifyByToken(expired, token)).person).toBeNull()
    await db.delete(sessions).where(eq(sessions.personId, made.id))
    expect((await accounts.identifyByToken(here(), token)).person).toBeNull()
  })

  test('alg none, other keys and altered claims are refused', async () => {
    const login = await accounts.logIn(here(), { ...from, email: 'salt_a', password: PASSWORD })
    const token = await accounts.issueApiToken(here(), login.sessionToken)
    const [header, payload, signature] = token.split('.')
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    for (const forged of [
      `${none}.${payload}.`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.${'A'.repeat(43)}`,
      'not a token',
    ]) {
      expect((await accounts.identifyByToken(here(), forged)).person).toBeNull()
    }
  })
})

describe('forgotten passwords', () => {
  test('the mailed token works once, ends all sessions, and old tokens stay dead', async () => {
    const made = await member('forgetful')
    await accounts.logIn(here(), { ...from, email: 'forgetful', password: PASSWORD })
    await accounts.requestPasswordReset(here(), { email: 'forgetful@example.com', ipAddress: 'x' })
    const [mail] = await listMails(here(system('test')))
    const token = /token=([^\s]+)/.exec(mail?.body ?? '')?.[1] ?? ''
    expect(mail?.body).toContain('http://localhost:3000/reset-password?token=')
    await accounts.resetPassword(here(), { token, password: '为有源头活水来 7' })
    expect(await accounts.listSessions(here(person(made.id)))).toEqual([])
    const again = accounts.resetPassword(here(), { token, password: '问渠那得清如许 7' })
    await expect(again).rejects.toMatchObject({ code: 'account.bad_reset_token' })
    const login = { ...from, email: 'forgetful', password: '为有源头活水来 7' }
    expect((await accounts.logIn(here(), login)).person.id).toBe(made.id)
  })

  test('an unknown address gets the same answer and no mail', async () => {
    const before = (await listMails(here(system('test')))).length
    const nobody = { email: 'nobody@example.com', ipAddress: 'y' }
    expect(await accounts.requestPasswordReset(here(), nobody)).toBeUndefined()
    expect(await listMails(here(system('test')))).toHaveLength(before)
  })
})

describe('the first run', () => {
  test('two set-ups at once make one owner', async () => {
    const site = (username: string) =>
      accounts.setUpSite(here(), {
        siteName: '问渠书院',
        currency: 'CNY',
        paymentMethods: ['alipay'],
        owner: { username, email: `${username}@example.com`, password: PASSWORD, name: username },
      })
    expect(await accounts.needsSetup(here())).toBe(true)
    accounts.setSiteAddress('https://wenqu.example')
    await expect(site('stranger')).rejects.toMatchObject({ code: 'setup.bad_token' })
    accounts.setSiteAddress('http://localhost:3000')
    const both = await Promise.allSettled([site('owner_a'), site('owner_b')])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await accounts.needsSetup(here())).toBe(false)
    await expect(site('owner_c')).rejects.toMatchObject({ code: 'setup.done' })
  })

  test('the last owner cannot be removed, nor a role be taken by oneself', async () => {
    const [owner] = await db.select().from(people).where(eq(people.username, 'owner_a'))
    const [other] = await db.select().from(people).where(eq(people.username, 'owner_b'))
    const ownerId = owner?.id ?? other?.id ?? ''
    const asOwner = here(person(ownerId, 'owner'))
    await expect(accounts.revokeRole(asOwner, ownerId, 'owner')).rejects.toMatchObject({
      code: 'role.last_owner',
    })
    expect(await accounts.listMembers(asOwner, { q: 'OWNER_' })).toMatchObject({ next: null })
    const shut = accounts.suspendMember(asOwner, ownerId)
    await expect(shut).rejects.toMatchObject({ code: 'member.yourself' })
    const learner = await member('climber')
    await accounts.setRoles(asOwner, learner.id, ['creator', 'support'])
    await accounts.setRoles(asOwner, learner.id, ['creator'])
    const [found] = (await accounts.listMembers(asOwner, { q: 'climb' })).items
    expect(found?.roles).toEqual(['learner', 'creator'])
    const moderator = here(person(learner.id, 'moderator'))
    const overthrow = accounts.suspendMember(moderator, ownerId)
    await expect(overthrow).rejects.toMatchObject({ code: 'member.is_owner' })
    await expect(
      accounts.grantRole(here(person(learner.id)), learner.id, 'owner'),
    ).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
