import { beforeAll, describe, expect, test } from 'vitest'
import { plantCanaries } from '#tests/canaries.ts'
import { type HttpBrowser, NONE, ORIGIN } from '#tests/http-browser.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const planted = await plantCanaries(site)
const { sql } = site
const NAME = '黄庭坚'
let victim: HttpBrowser
let attacker: HttpBrowser
let victimId = ''

beforeAll(async () => {
  const actor = await site.newcomer(NAME)
  victimId = actor.personId
  victim = await site.logIn(actor)
  attacker = await site.opens('learner')
  await victim.ask('/account')
})

const profile = { intent: 'profile', name: '被改了', bio: '', website: '' }
const FORM = 'application/x-www-form-urlencoded'

async function nameOf(personId: string): Promise<string> {
  const [row] = await sql`select name from people where id = ${personId}`
  return String(row?.name)
}

/** Sends the profile form as the victim, with what the attack changes, and expects no effect. */
async function refused(headers: Record<string, string>, body: BodyInit, path = '/account') {
  const { status } = await victim.ask(path, { method: 'POST', headers, body })
  expect([await nameOf(victimId), status >= 400 && status < 500 ? 'refused' : status]).toEqual([
    NAME,
    'refused',
  ])
}

const encoded = (fields: Record<string, string>) => new URLSearchParams(fields).toString()

describe('S15: another site makes the victim’s browser send a form', () => {
  test.each([
    ['its own origin', { Origin: 'https://evil.example' }],
    ['no origin at all', { Origin: NONE }],
    ['the opaque origin of a sandboxed frame', { Origin: 'null' }],
    ['a subdomain', { Origin: 'http://evil.localhost:3000' }],
    ['another port', { Origin: 'http://localhost:3001' }],
    ['another scheme', { Origin: 'https://localhost:3000' }],
    ['a name that begins alike', { Origin: 'http://localhost:3000.evil.example' }],
    ['a cross-site mark', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a same-site mark', { 'Sec-Fetch-Site': 'same-site' }],
    ['a claimed Host', { Origin: 'http://evil.example', Host: 'evil.example' }],
    [
      'a claimed forwarded host',
      { Origin: 'http://evil.example', 'X-Forwarded-Host': 'evil.example' },
    ],
  ])('with a right token but %s', async (_, headers: Record<string, string>) => {
    const csrf = await victim.csrf('/account')
    await refused({ 'Content-Type': FORM, ...headers }, encoded({ csrf, ...profile }))
    await refused(
      { 'Content-Type': FORM, ...headers },
      encoded({ csrf, ...profile }),
      '/account.data',
    )
  })

  test.each(['', 'x', 'undefined', '='.repeat(43), 'A'.repeat(43)])(
    'from the right origin with the token %o',
    async (csrf) => {
      await refused({ 'Content-Type': FORM }, encoded({ csrf, ...profile }))
      await refused({ 'Content-Type': FORM, 'X-CSRF-Token': csrf }, encoded(profile))
    },
  )

  test('with a token of the attacker’s own session', async () => {
    const csrf = await attacker.csrf('/account')
    await refused({ 'Content-Type': FORM }, encoded({ csrf, ...profile }))
  })

  test('with the attacker’s token and cookie beside the victim’s session', async () => {
    const csrf = await attacker.csrf('/account')
    const tossed = `wenqu_form=${attacker.jar.get('wenqu_form')}`
    const session = `wenqu_session=${victim.jar.get('wenqu_session')}`
    for (const Cookie of [`${tossed}; ${session}`, `${session}; ${tossed}`]) {
      await refused({ 'Content-Type': FORM, Cookie }, encoded({ csrf, ...profile }))
    }
  })

  test('with a token from before the log-in', async () => {
    const visitor = site.browser()
    const csrf = await visitor.csrf('/login')
    const session = `wenqu_session=${victim.jar.get('wenqu_session')}`
    const Cookie = `wenqu_form=${visitor.jar.get('wenqu_form')}; ${session}`
    await refused({ 'Content-Type': FORM, Cookie }, encoded({ csrf, ...profile }))
  })

  test('in a form of another encoding', async () => {
    const csrf = await victim.csrf('/account')
    const multipart = new FormData()
    for (const [name, value] of Object.entries({ csrf, ...profile })) multipart.set(name, value)
    const sent = await victim.ask('/account', { method: 'POST', body: multipart })
    expect([sent.status, await nameOf(victimId)]).toEqual([400, NAME])
    await refused({ 'Content-Type': 'text/plain' }, encoded({ csrf, ...profile }))
    await refused({ 'Content-Type': 'application/json' }, JSON.stringify({ csrf, ...profile }))
    await refused({ 'Content-Type': NONE }, encoded({ csrf, ...profile }))
  })

  test('in a form of files without the token, or with another’s', async () => {
    const owner = await site.opens('owner')
    const foreign = await victim.csrf('/account')
    const send = async (csrf: string | null) => {
      const form = new FormData()
      if (csrf !== null) form.set('csrf', csrf)
      form.set('intent', 'send')
      form.set('document', new Blob(['%PDF-']), 'a.pdf')
      const sent = await owner.ask('/studio/invoices/F0', { method: 'POST', body: form })
      return sent.status
    }
    expect([await send(null), await send(foreign), await send('x')]).toEqual([403, 403, 403])
    // With its own token it reaches the page, which knows no such invoice.
    expect(await send(await owner.csrf('/account'))).not.toBe(403)
  })

  test('and the same form from the page itself is taken: attacks could have worked', async () => {
    const actor = await site.newcomer('自己')
    const own = await site.logIn(actor)
    expect((await own.submit('/account', profile)).status).toBe(303)
    expect(await nameOf(actor.personId)).toBe('被改了')
  })
})

describe('S15: a link or a picture changes nothing', () => {
  test.each([
    `/account?${encoded(profile)}`,
    `/account?_method=POST&${encoded(profile)}`,
    '/logout',
    '/logout?confirm=1',
  ])('%s', async (path) => {
    const headers = {
      'X-HTTP-Method-Override': 'POST',
      'X-HTTP-Method': 'POST',
      'X-Method-Override': 'POST',
    }
    await victim.ask(path, { headers })
    await victim.ask(path, { headers, method: 'HEAD' })
    expect(await nameOf(victimId)).toBe(NAME)
    expect((await victim.ask('/account')).status).toBe(200)
  })

  test('no page that is only looked at writes an order, a price or a person', async () => {
    const state = () => sql`
      select (select count(*)::int from orders) as orders,
        (select count(*)::int from items) as items,
        (select md5(string_agg(p::text, '' order by id)) from people p) as people,
        (select md5(string_agg(p::text, '' order by item_id)) from prices p) as prices,
        (select count(*)::int from sessions) as sessions`
    const before = await state()
    const author = await site.opens('author')
    const { second, draft, course } = planted
    for (const path of [
      `/checkout/${second.id}?total=1&method=alipay&intent=pay`,
      `/studio/items/${draft.id}?intent=publish&price=1`,
      `/studio/items/${course.id}/outline?intent=remove-lesson&id=${course.sold}`,
      '/studio/items?kind=article&title=x',
      '/studio/settings?siteName=x',
      '/register?username=x&email=x@example.test&password=y',
    ]) {
      await author.ask(path)
    }
    expect((await state())[0]).toMatchObject({ ...before[0], sessions: expect.any(Number) })
  })
})

describe('S15: JSON calls with the victim’s cookies', () => {
  const report = () => ({ lessonId: planted.course.preview, positionMs: 1, percent: 1 })

  test.each([
    ['no token', { 'Content-Type': 'application/json' }],
    [
      'a token of another session',
      { 'Content-Type': 'application/json', 'X-CSRF-Token': 'theirs' },
    ],
    ['text/plain', { 'Content-Type': 'text/plain' }],
    ['a form', { 'Content-Type': FORM }],
    ['a cross-site origin', { 'Content-Type': 'application/json', Origin: 'https://evil.example' }],
  ])('are refused with %s', async (_, headers: Record<string, string>) => {
    const csrf = headers['X-CSRF-Token'] === 'theirs' ? await attacker.csrf('/account') : ''
    const body = JSON.stringify(report())
    const all = { ...headers, ...(csrf ? { 'X-CSRF-Token': csrf } : {}) }
    const sent = await victim.ask('/api/progress', { method: 'POST', headers: all, body })
    expect([400, 403]).toContain(sent.status)
    const [row] = await sql`select count(*)::int as n from lesson_progress
      where person_id = ${victimId}`
    expect(row?.n).toBe(0)
  })

  test('are JSON by their type, even with the right token', async () => {
    const csrf = await victim.csrf('/account')
    const headers = { 'X-CSRF-Token': csrf, 'Content-Type': 'text/plain' }
    const body = JSON.stringify(report())
    const sent = await victim.ask('/api/progress', { method: 'POST', headers, body })
    expect(sent.status).toBe(400)
    const taken = await victim.json('/api/progress', report(), { 'X-CSRF-Token': csrf })
    expect(taken.status).toBe(204)
  })

  test('cookies count for nothing on the calls that need a token of their own', async () => {
    const author = await site.opens('author')
    const course = { title: '课', description: '', price: 1 }
    expect((await author.json('/api/courses', course)).status).toBe(401)
    const pay = { courseId: planted.second.id }
    expect((await victim.json('/api/payments', pay)).status).toBe(401)
  })
})

test('S15: a request that claims to be a machine acts for nobody, with any cookies', async () => {
  const machine = {
    Authorization: 'Bearer x',
    'Content-Type': FORM,
    Origin: 'https://evil.example',
  }
  await victim.ask('/account', { method: 'POST', headers: machine, body: encoded(profile) })
  expect(await nameOf(victimId)).toBe(NAME)
  await victim.ask('/logout', { method: 'POST', headers: machine, body: '' })
  const kept = site.browser()
  for (const [name, value] of victim.jar) kept.jar.set(name, value)
  expect((await kept.ask('/account')).status).toBe(200)
  const password = '问渠那得清如许 7!'
  const fields = { intent: 'password', newPassword: password, againPassword: password }
  const body = encoded({ ...fields, currentPassword: '半亩方塘一鉴开 42' })
  await victim.ask('/account', { method: 'POST', headers: machine, body })
  expect((await site.logIn({ kind: 'person', personId: victimId, roles: [] })).jar.size).toBe(1)
})

test('S15: nobody is logged in to an account not theirs by another site’s form', async () => {
  const email = await site.emailOf(await site.person('learner'))
  const fields = { email, password: '半亩方塘一鉴开 42' }
  const browser = site.browser()
  const sent = await browser.post('/login', fields, { Origin: 'https://evil.example' })
  expect([sent.status, browser.jar.has('wenqu_session')]).toEqual([403, false])
  expect((await browser.post('/login', fields, { Origin: ORIGIN })).status).toBe(403)
  expect(browser.jar.has('wenqu_session')).toBe(false)
})
