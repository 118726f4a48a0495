import { beforeAll, describe, expect, test } from 'vitest'
import { plantCanaries } from '#tests/canaries.ts'
import type { HttpBrowser } from '#tests/http-browser.ts'
import { openSite } from '#tests/site.ts'
import { policies } from './route-policies.ts'

const site = await openSite()
const planted = await plantCanaries(site)
const { sql, logged } = site
const { article, course, draft, second } = planted
let author: HttpBrowser
let learner: HttpBrowser
let token = ''

beforeAll(async () => {
  author = await site.opens('author')
  learner = await site.opens('learner')
  token = await author.csrf('/account')
})

/** Everything that a request without rights could have changed. */
const state = () => sql`
  select (select count(*)::int from items) as items, (select count(*)::int from orders) as orders,
    (select count(*)::int from person_roles) as roles, (select count(*)::int from prices) as prices,
    (select md5(string_agg(p::text, '' order by id)) from people p) as people`

const injections = [
  "'",
  '"',
  "' OR 1=1 -- ",
  "'; drop table people; --",
  "') union select id, email, name from people --",
  '1; select pg_sleep(5)',
  '$1',
  '_%\\',
  'a & | ! ( ) : * <->',
  ':*',
  '\u0000',
  '\uD800',
  '💣'.repeat(60),
  '{"$gt":""}',
  '__proto__',
  '-1',
  '1e309',
  '9223372036854775808',
  '../../etc/passwd',
  'x'.repeat(3000),
  '\r\nSet-Cookie: kanarie=1',
]

describe('S58, S79, S80: a hostile value in an address', () => {
  const places: [string, (value: string) => string][] = [
    ['a search', (value) => `/search?q=${value}`],
    ['a search’s page', (value) => `/search?q=鸟&after=${value}`],
    ...['category', 'tag', 'kind', 'price', 'level', 'sort', 'after'].map(
      (name): [string, (value: string) => string] => [
        `the catalogue’s ${name}`,
        (value) => `/catalog?${name}=${value}`,
      ],
    ),
    ['a cursor by price', (value) => `/catalog?sort=price_asc&after=${value}`],
    ['a cursor by title', (value) => `/catalog?sort=title&after=${value}`],
    ['an author', (value) => `/authors/${value}`],
    ['an author’s page', (value) => `/authors/x?after=${value}`],
    ['a tag', (value) => `/tags/${value}?after=${value}`],
    ['an article', (value) => `/articles/${value}`],
    ['a lesson', (value) => `/courses/${course.slug}/lessons/${value}`],
    ['a courses call', (value) => `/api/courses?after=${value}&limit=${value}`],
    ['a file', (value) => `/media/${value}/${value}?e=${value}&u=${value}&s=${value}`],
    ['an order', (value) => `/orders/${value}`],
    ['an order’s status', (value) => `/orders/${value}/status`],
    ['the orders’ page', (value) => `/orders?after=${value}`],
    ['a checkout', (value) => `/checkout/${value}`],
    ['a return', (value) => `/pay/return?order=${value}`],
    ['the studio’s orders', (value) => `/studio/orders?q=${value}&status=${value}&after=${value}`],
    ['the studio’s items', (value) => `/studio/items?status=${value}&after=${value}`],
    ['the studio’s media', (value) => `/studio/media?kind=${value}&after=${value}`],
    ['a draft', (value) => `/studio/items/${value}`],
    ['a draft’s lesson', (value) => `/studio/lessons/${value}`],
    ['the log-in', (value) => `/login?next=${value}`],
    ['a reset', (value) => `/reset-password?token=${value}`],
    ['a language', (value) => `/?lang=${value}`],
  ]

  test.each(places)('in %s is only a value', async (_, place) => {
    const before = await state()
    logged.length = 0
    for (const value of injections) {
      const path = place(encodeURIComponent(value.toWellFormed()))
      const response = await author.ask(path)
      const text = await response.text()
      expect([path, response.status < 500, response.headers.get('set-cookie') ?? '']).toEqual([
        path,
        true,
        expect.not.stringContaining('kanarie'),
      ])
      expect(text).not.toMatch(/syntax error|PostgresError|\bat \w+ \(|node_modules/)
    }
    expect(logged).toEqual([])
    expect(await state()).toEqual(before)
  })

  test('finds no more than it would as a name', async () => {
    const visitor = site.browser()
    for (const value of ["' OR 1=1 -- ", "x' OR 'a'='a", '%', '_']) {
      for (const name of ['category', 'tag']) {
        const page = await visitor.ask(`/catalog?${name}=${encodeURIComponent(value)}`)
        expect(await page.text()).not.toContain(`/articles/${article.slug}`)
      }
    }
  })

  test('given twice, or as an array, is no other kind of value', async () => {
    logged.length = 0
    for (const path of [
      '/catalog?sort[]=x&kind[$ne]=article&tag=a&tag=b&sort=title&sort=newest',
      '/search?q[]=x&q[a]=b&q=c&q=d',
      '/api/courses?after[]=x&after=1&after=2',
      '/catalog?__proto__[sort]=title&constructor.prototype.sort=title',
    ]) {
      expect((await author.ask(path)).status).toBeLessThan(500)
    }
    expect(logged).toEqual([])
    expect(({} as Record<string, unknown>).sort).toBeUndefined()
  })
})

/** What a schema refuses or takes and never breaks on; raw, as some has no other spelling. */
const values = [
  ...['null', 'true', '0', '-1', '1.5', '1e999', '9223372036854775808', '""', '" "', '[]', '[1]'],
  ...[
    '{}',
    '{"$gt":""}',
    '{"__proto__":{"role":"owner"}}',
    '{"constructor":{"prototype":{"a":1}}}',
  ],
  ...['"\\u0000"', '"\\ud800"', '"💣"', `"' OR 1=1 --"`, '"\\r\\nX: y"', `"${'x'.repeat(5000)}"`],
  `${'['.repeat(2000)}${']'.repeat(2000)}`,
]
const wholes = ['', ' ', 'null', '[]', '1', '"x"', '{', '{"a":}', '\uFEFF{}', 'undefined', '[[[[']

describe('G2: no JSON call breaks on what it is sent', () => {
  const calls = [
    'POST /api/progress',
    'POST /api/users/register',
    'POST /api/users/login',
    'POST /api/courses',
    'POST /api/payments',
    'POST /studio/items/:itemId/save',
    'POST /studio/lessons/:lessonId/save',
    'POST /studio/preview',
  ]

  test.each(calls)('%s', async (route) => {
    const call = await policies[route]?.call({ site, planted })
    const good = { ...(call?.json as Record<string, unknown>) }
    const slow = route.includes('/users/')
    logged.length = 0
    const bodies = [
      ...wholes,
      `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      JSON.stringify({ ...good, unknown: 1, role: 'owner', authorId: site.owner.personId }),
      JSON.stringify(good).replace('{', '{"__proto__":{"polluted":1},"constructor":1,'),
      ...Object.keys(good).flatMap((field) =>
        // Words reach the slow hash; everything else is refused before.
        (slow ? values.filter((value) => !value.startsWith('"')) : values).map((value) =>
          JSON.stringify({ ...good, [field]: '@' }).replace('"@"', () => value),
        ),
      ),
      JSON.stringify(good).replace('{', `{${JSON.stringify(good).slice(1, -1)},`),
    ]
    for (const body of bodies) {
      const headers = call?.bearer ? await site.bearer(author) : { 'X-CSRF-Token': token }
      const { status } = await (call?.bearer ? site.browser() : author).json(
        call?.path ?? '',
        body || ' ',
        headers,
      )
      expect([body.slice(0, 300), status < 500]).toEqual([body.slice(0, 300), true])
    }
    expect(logged).toEqual([])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('of a body that is not declared as JSON', async () => {
    const path = `/studio/items/${draft.id}/save`
    const body = JSON.stringify({ version: 1, title: '被改了' })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const headers = { 'X-CSRF-Token': token, 'Content-Type': type }
      const { status } = await author.ask(path, { method: 'POST', headers, body })
      expect([type, status]).toEqual([type, 400])
    }
  })
})

describe('G2: no form breaks on what it is sent', () => {
  const forms = Object.keys(policies).filter(
    (route) => route.startsWith('POST /') && !/api|save|preview|log|reg|setup|reset/.test(route),
  )

  test.each(forms)('%s', async (route) => {
    logged.length = 0
    const call = await policies[route]?.call({ site, planted })
    const good = call?.form ?? {}
    const browser = await site.opens(/settings|members|categories/.test(route) ? 'owner' : 'author')
    const csrf = await browser.csrf('/account')
    const odd = injections.map((value) => value.toWellFormed())
    const sent = [
      { csrf },
      { csrf, intent: 'x', ...Object.fromEntries(odd.map((value) => [value, value])) },
      ...Object.keys(good).flatMap((field) =>
        odd
          .filter((_, index) => index % 3 === 0)
          .map((value) => ({ csrf, ...good, [field]: value })),
      ),
    ]
    for (const fields of sent) {
      // A settled name or price would make the next value a no-op; the answer is what counts.
      const { status } = await browser.post(call?.path ?? '', fields)
      expect([fields, status < 500]).toEqual([fields, true])
    }
    await browser.post(call?.path ?? '', { csrf, ...good })
    expect(logged).toEqual([])
  })
})

describe('S25: fields that nobody asked for', () => {
  test('in the profile change neither role, address, proof nor time', async () => {
    const actor = await site.newcomer('谦虚')
    const browser = await site.logIn(actor)
    const [before] = await sql`select * from people where id = ${actor.personId}`
    const wanted = { role: 'owner', roles: 'owner', isAdmin: 'true', admin: '1' }
    const facts = { email: 'x@example.test', emailVerified: 'true', id: site.owner.personId }
    const times = { createdAt: '1970-01-01', suspendedAt: '', username: 'owner', points: '9999' }
    const nested = { '__proto__[role]': 'owner', 'profile.role': 'owner', 'roles[]': 'owner' }
    const profile = { intent: 'profile', name: '谦虚二', bio: '', website: '' }
    const extra = { ...wanted, ...facts, ...times, ...nested, personId: site.owner.personId }
    expect((await browser.submit('/account', { ...profile, ...extra })).status).toBe(303)
    const [after] = await sql`select * from people where id = ${actor.personId}`
    const changes = { name: '谦虚二', updated_at: after?.updated_at }
    expect(after).toEqual({ ...before, ...changes })
    expect(await sql`select 1 from person_roles where person_id = ${actor.personId}`).toHaveLength(
      0,
    )
  })

  test('in the registration make no staff', async () => {
    const browser = site.browser()
    const account = { username: 'zhangzai', email: 'zz@example.test', password: '为天地立心 4!' }
    const extra = { role: 'owner', roles: 'owner', emailVerified: 'true', name: 'x', image: 'x' }
    expect((await browser.submit('/register', { ...account, ...extra })).status).toBe(303)
    const [made] = await sql`select p.email_verified, p.image, r.role from people p
      left join person_roles r on r.person_id = p.id where p.username = 'zhangzai'`
    expect(made).toEqual({ email_verified: false, image: null, role: null })
  })

  test('in the editor’s calls change no author, status or choice of the site', async () => {
    const [before] = await sql`select * from items where id = ${draft.id}`
    const save = (fields: object) =>
      author.json(
        `/studio/items/${draft.id}/save`,
        { version: before?.version, ...fields },
        { 'X-CSRF-Token': token },
      )
    for (const fields of [
      { authorId: site.owner.personId },
      { status: 'published' },
      { publishedAt: '2020-01-01' },
      { id: article.id },
      { bodyId: article.id },
      { __proto__: null, kind: 'course' },
    ]) {
      expect((await save(fields)).status).toBe(400)
    }
    expect((await save({ featured: true })).status).toBe(403)
    expect((await save({ coverAssetId: second.id })).status).toBe(400)
    expect(await sql`select * from items where id = ${draft.id}`).toEqual([before])
    const lesson = { courseId: second.id, chapterId: second.id, bodyId: article.id }
    for (const [field, value] of Object.entries(lesson)) {
      const path = `/studio/lessons/${course.preview}/save`
      const sent = await author.json(path, { [field]: value }, { 'X-CSRF-Token': token })
      expect(sent.status).toBe(400)
    }
  })

  test('in a new item make it neither published nor somebody else’s', async () => {
    const fields = { kind: 'article', title: '越权', authorId: site.owner.personId }
    const more = { status: 'published', featured: 'true', access: 'open', id: article.id }
    const sent = await author.submit('/studio/items', { ...fields, ...more })
    const id = sent.headers.get('location')?.split('/').at(-1) ?? ''
    const [made] = await sql`select author_id, status, featured from items where id = ${id}`
    expect(made).toEqual({ author_id: site.creator.personId, status: 'draft', featured: false })
  })

  test('in a progress report speak for nobody else', async () => {
    const csrf = await learner.csrf('/account')
    const report = { lessonId: course.preview, positionMs: 1, percent: 1 }
    const personId = site.owner.personId
    const sent = await learner.json(
      '/api/progress',
      { ...report, personId },
      { 'X-CSRF-Token': csrf },
    )
    expect(sent.status).toBe(400)
  })
})

describe('S32: the price is the server’s', () => {
  test.each([
    ...['0', '1', '-19900', '19901', '1e-9', '0.01', '199.00', '1e309', 'NaN', '0x4dbc', '19,900'],
    ...['１９９００', ' 19900', '19900 ', '9'.repeat(40), '+19900', '19900n', "19900' --", ''],
  ])('the total %o buys nothing cheaper', async (total) => {
    const buyer = await site.opens('moderator')
    const tampered = {
      price: '0.01',
      amount: '1',
      totalMinor: '1',
      quantity: '-1',
      discount: '100',
    }
    const more = { currency: 'JPY', status: 'paid', coupon: 'FREE', itemId: course.id }
    const fields = { ...tampered, ...more, total, method: 'wechat' }
    const placed = await buyer.submit(`/checkout/${second.id}`, fields)
    const location = placed.headers.get('location') ?? ''
    const number = /\/orders\/(W\w+)\/pay/.exec(location)?.[1]
    if (!number) {
      expect(placed.status).toBe(409)
      return
    }
    const [order] = await sql`select o.total_minor::int as total, o.currency, o.status, l.item_id
      from orders o join order_lines l on l.order_id = o.id where o.number = ${number}`
    const right = { total: 19_900, currency: 'CNY', status: 'pending', item_id: second.id }
    expect(order).toEqual(right)
    const pay = { method: 'wechat', amount: '1', total: '1', price: '0.01' }
    expect((await buyer.submit(`/orders/${number}/pay`, pay)).status).toBe(200)
    const [charge] = await sql`select amount_minor::int as amount from charges c
      join orders o on o.id::text = c.subject where o.number = ${number}`
    expect(charge?.amount).toBe(19_900)
    const cancelled = await buyer.submit('/account', { intent: 'cancel' }, `/orders/${number}`)
    expect(cancelled.status).toBe(303)
  })
})
