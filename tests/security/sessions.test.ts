import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantRole, issueApiToken, revokeRole, setSiteAddress } from '#accounts'
import { keyFor } from '#platform/crypto/keys.ts'
import { PASSWORD } from '#tests/cast.ts'
import type { HttpBrowser } from '#tests/http-browser.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const { sql } = site
const other = site.secondProcess()
const secure = site.secondProcess({ publicUrl: 'https://wenqu.example' })

const isIn = async (browser: HttpBrowser) => (await browser.ask('/account')).status === 200
const isOut = async (browser: HttpBrowser) =>
  (await browser.ask('/account')).headers.get('location')?.startsWith('/login') ?? false

/** The same cookies at the other process. */
function elsewhere(browser: HttpBrowser): HttpBrowser {
  const there = site.browser(other.fetch)
  for (const [name, value] of browser.jar) there.jar.set(name, value)
  return there
}

async function throughTheForm(browser: HttpBrowser): Promise<Response> {
  const email = await site.emailOf(await site.newcomer('表单'))
  return browser.submit('/login', { email, password: PASSWORD, next: '/account' })
}

describe('S13: cookies', () => {
  test('over http they are HttpOnly, Lax and for the whole site', async () => {
    const browser = site.browser()
    const page = await browser.ask('/login')
    const logged = await throughTheForm(browser)
    expect([logged.status, logged.headers.get('location')]).toEqual([303, '/account'])
    const set = [...page.headers.getSetCookie(), ...logged.headers.getSetCookie()]
    expect(set.map((line) => line.split('=')[0]).sort()).toEqual(['wenqu_form', 'wenqu_session'])
    for (const line of set) {
      expect(line).toMatch(/;\s*HttpOnly/i)
      expect(line).toMatch(/;\s*SameSite=Lax/i)
      expect(line).toMatch(/;\s*Path=\/(;|$)/i)
      expect(line).not.toMatch(/Domain=/i)
    }
    expect(await isIn(browser)).toBe(true)
  })

  describe('over https', () => {
    beforeAll(() => setSiteAddress('https://wenqu.example'))
    afterAll(() => setSiteAddress(site.config.publicUrl))

    test('they are bound to this host and never sent in the clear', async () => {
      const browser = site.browser(secure.fetch, 'https://wenqu.example')
      const page = await browser.ask('/login')
      const logged = await throughTheForm(browser)
      const set = [...page.headers.getSetCookie(), ...logged.headers.getSetCookie()]
      expect(set.map((line) => line.split('=')[0]).sort()).toEqual([
        '__Host-wenqu_form',
        '__Host-wenqu_session',
      ])
      for (const line of set) {
        expect(line).toMatch(/;\s*Secure/i)
        expect(line).toMatch(/;\s*HttpOnly/i)
        expect(line).toMatch(/;\s*SameSite=Lax/i)
        expect(line).toMatch(/;\s*Path=\/(;|$)/i)
        expect(line).not.toMatch(/Domain=/i)
      }
      expect(page.headers.get('strict-transport-security')).toMatch(/max-age=\d{8}/)
      expect(await isIn(browser)).toBe(true)
    })
  })
})

test('S12: a cookie that was set before the log-in is not the session after it', async () => {
  const browser = site.browser()
  const planted = `${'A'.repeat(32)}.${'B'.repeat(43)}=`
  browser.jar.set('wenqu_session', encodeURIComponent(planted))
  await throughTheForm(browser)
  expect(browser.jar.get('wenqu_session')).not.toContain('AAAA')
  expect(await isIn(browser)).toBe(true)
})

describe('S14: a session is over at once, in every process', () => {
  test('after the log-out, for its cookie and its token', async () => {
    const browser = await site.logIn(await site.newcomer('出门'))
    const before = elsewhere(browser)
    const headers = await site.bearer(browser)
    expect([await isIn(browser), await isIn(before)]).toEqual([true, true])
    const left = await browser.submit('/account', {}, '/logout')
    expect(left.status).toBe(303)
    expect([await isOut(browser), await isOut(before)]).toEqual([true, true])
    const pay = await site.browser().json('/api/payments', { courseId: 'x' }, headers)
    expect(pay.status).toBe(401)
  })

  test('after the person is suspended', async () => {
    const actor = await site.newcomer('停权', 'creator')
    const browser = await site.logIn(actor)
    const headers = await site.bearer(browser)
    const there = elsewhere(browser)
    expect(await isIn(there)).toBe(true)
    await site.suspend(actor)
    expect([await isOut(browser), await isOut(there)]).toEqual([true, true])
    const course = { title: '课', description: '', price: 1 }
    expect((await site.browser().json('/api/courses', course, headers)).status).toBe(401)
  })

  test('a role that was taken away is gone with the next request', async () => {
    const actor = await site.newcomer('降级', 'creator')
    const browser = await site.logIn(actor)
    const there = elsewhere(browser)
    const studio = async () => [
      (await browser.ask('/studio/items')).status,
      (await there.ask('/studio/items')).status,
    ]
    const owner = { ...site.owner, roles: ['owner'] as const }
    await site.person('owner')
    expect(await studio()).toEqual([200, 200])
    await revokeRole(site.as(owner), actor.personId, 'creator')
    expect(await studio()).toEqual([403, 403])
    await grantRole(site.as(owner), actor.personId, 'creator')
    expect(await studio()).toEqual([200, 200])
  })

  test('when its time has come', async () => {
    const actor = await site.newcomer('过期')
    const browser = await site.logIn(actor)
    const headers = await site.bearer(browser)
    await sql`update sessions set expires_at = now() - interval '1 second'
      where person_id = ${actor.personId}`
    expect(await isOut(browser)).toBe(true)
    const pay = await site.browser().json('/api/payments', { courseId: 'x' }, headers)
    expect(pay.status).toBe(401)
  })

  test('after the password was changed, but for the session that changed it', async () => {
    const actor = await site.newcomer('换密')
    const [mine, stolen] = [await site.logIn(actor), await site.logIn(actor)]
    const token = await site.bearer(stolen)
    const next = '问渠那得清如许 7!'
    const fields = { intent: 'password', newPassword: next, againPassword: next }
    const wrong = await mine.submit('/account', { ...fields, currentPassword: 'not it' })
    expect(wrong.status).toBe(400)
    expect(await isIn(stolen)).toBe(true)
    const changed = await mine.submit('/account', { ...fields, currentPassword: PASSWORD })
    expect(changed.status).toBe(303)
    expect([await isIn(mine), await isOut(stolen)]).toEqual([true, true])
    const pay = await site.browser().json('/api/payments', { courseId: 'x' }, token)
    expect(pay.status).toBe(401)
  })
})

test('S11, S20: nobody ends a session of somebody else', async () => {
  const victim = await site.newcomer('被踢')
  const browser = await site.logIn(victim)
  const [row] = await sql`select id from sessions where person_id = ${victim.personId}`
  const learner = await site.opens('learner')
  const fields = { intent: 'revoke', sessionId: String(row?.id) }
  expect((await learner.submit('/account', fields)).status).toBe(404)
  const none = { ...fields, sessionId: '00000000-0000-7000-8000-000000000000' }
  expect((await learner.submit('/account', none)).status).toBe(404)
  expect((await learner.submit('/account', { ...fields, sessionId: "'" })).status).toBe(404)
  expect(await isIn(browser)).toBe(true)
})

describe('S16: a machine’s token', () => {
  const claims = { sid: '' }
  let personId = ''
  let good = ''
  const ask = async (token: string) => {
    const course = { title: '课', description: '', price: 'x' }
    const headers = { Authorization: `Bearer ${token}` }
    return (await site.browser().json('/api/courses', course, headers)).status
  }
  const signed = (
    change: (jwt: SignJWT) => SignJWT,
    { key = keyFor('api-token'), alg = 'HS256', header = {}, sid = claims.sid } = {},
  ) =>
    change(
      new SignJWT({ sid })
        .setProtectedHeader({ alg, typ: 'JWT', ...header })
        .setSubject(personId)
        .setIssuer('wenqu')
        .setAudience('wenqu-api')
        .setIssuedAt(Math.floor(site.sandbox.time.now.getTime() / 1000))
        .setExpirationTime(Math.floor(site.sandbox.time.now.getTime() / 1000) + 600),
    ).sign(key)
  const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

  beforeAll(async () => {
    const actor = await site.newcomer('令牌', 'creator')
    personId = actor.personId
    await site.logIn(actor)
    const [row] = await sql`select id, token from sessions where person_id = ${personId}`
    claims.sid = String(row?.id)
    good = await issueApiToken(site.as(), String(row?.token))
  })

  test('is taken when it is genuine (400: only the price is wrong)', async () => {
    expect(await ask(good)).toBe(400)
    expect(await ask(await signed((jwt) => jwt))).toBe(400)
  })

  test('is refused without a signature, with a broken one, under another algorithm', async () => {
    const [head = '', body = '', signature = ''] = good.split('.')
    for (const alg of ['none', 'None', 'NONE', '', 'HS384', 'RS256', 'ES256']) {
      expect(await ask(`${base64({ alg, typ: 'JWT' })}.${body}.`)).toBe(401)
      expect(await ask(`${base64({ alg, typ: 'JWT' })}.${body}.${signature}`)).toBe(401)
    }
    expect(await ask(`${head}.${body}.`)).toBe(401)
    expect(await ask(`${head}.${body}`)).toBe(401)
    expect(
      await ask(`${head}.${base64({ sid: claims.sid, sub: site.owner.personId })}.${signature}`),
    ).toBe(401)
    expect(await ask(await signed((jwt) => jwt, { alg: 'HS512' }))).toBe(401)
  })

  test('is refused under any key but the site’s own for this purpose', async () => {
    for (const key of [
      keyFor('session'),
      keyFor('media-url'),
      keyFor('csrf'),
      Buffer.alloc(32),
      Buffer.from('secret'.repeat(6)),
    ]) {
      expect(await ask(await signed((jwt) => jwt, { key }))).toBe(401)
    }
  })

  test('takes no key from its own header', async () => {
    const key = Buffer.alloc(32, 1)
    const jwk = { kty: 'oct', k: key.toString('base64url') }
    for (const header of [
      { kid: '../../dev/null' },
      { kid: "' union select 'x" },
      { jku: 'https://evil.example/keys' },
      { x5u: 'https://evil.example/cert' },
      { jwk },
    ]) {
      expect(await ask(await signed((jwt) => jwt, { key, header }))).toBe(401)
    }
  })

  test('is refused when it is expired, early, for others, or of another session', async () => {
    const seconds = Math.floor(site.sandbox.time.now.getTime() / 1000)
    const wrong: ((jwt: SignJWT) => SignJWT)[] = [
      (jwt) => jwt.setExpirationTime(seconds - 1),
      (jwt) => jwt.setNotBefore(seconds + 60),
      (jwt) => jwt.setAudience('wenqu-media'),
      (jwt) => jwt.setIssuer('evil'),
      (jwt) => jwt.setSubject(site.owner.personId),
      (jwt) => jwt.setSubject('not an id'),
    ]
    for (const change of wrong) expect(await ask(await signed(change))).toBe(401)
    expect(await ask(await signed((jwt) => jwt, { sid: 'not an id' }))).toBe(401)
    expect(await ask(await signed((jwt) => jwt, { sid: personId }))).toBe(401)
  })

  test('S17: is no session cookie, and a session no token', async () => {
    const browser = site.browser()
    browser.jar.set('wenqu_session', good)
    expect(await isOut(browser)).toBe(true)
    const [row] = await sql`select token from sessions where person_id = ${personId}`
    expect(await ask(String(row?.token))).toBe(401)
    const learner = await site.opens('learner')
    expect(await ask(decodeURIComponent(learner.jar.get('wenqu_session') ?? ''))).toBe(401)
  })

  test.each(['', 'x', 'a.b.c', '.'.repeat(5000), `${'A'.repeat(9000)}.B.C`, '💣', 'null'])(
    'of nonsense is nobody',
    async (token) => {
      const safe = Buffer.from(token).toString('latin1')
      expect(await ask(safe)).toBe(401)
    },
  )
})
