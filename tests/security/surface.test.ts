import { beforeAll, describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import { openUrl, signedUrl } from '#media'
import { listMails } from '#platform/mail/list-mails.ts'
import { plantCanaries } from '#tests/canaries.ts'
import type { HttpBrowser } from '#tests/http-browser.ts'
import { listenOnLoopback } from '#tests/raw-http.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const planted = await plantCanaries(site)
const { article, course, second } = planted
const loopback = await listenOnLoopback(site.app)
const behindProxy = site.secondProcess({ trustedProxies: 1 })
const overHttps = site.secondProcess({ publicUrl: 'https://wenqu.example', production: true })
const open = site.secondProcess({ host: '0.0.0.0' })
const named = site.secondProcess({ publicUrl: 'http://wenqu.example' })
const broken = site.brokenProcess()
let learner: HttpBrowser

beforeAll(async () => {
  learner = await site.opens('learner')
})

describe('S93: headers', () => {
  const always = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': expect.stringMatching(/^(same|cross)-origin$/),
    'content-security-policy': expect.stringMatching(/default-src 'none'/),
    'permissions-policy': expect.stringContaining('camera=()'),
    'cache-control': expect.any(String),
  }
  /** Of an answer made for this request; a page kept for all carries no request's mark. */
  const own = { 'x-request-id': expect.stringMatching(/^[0-9a-f]{16}$/) }
  const keptForAll = ['a page', 'a page from memory', 'a page without a body']

  async function kinds(): Promise<[string, number, () => Promise<Response>][]> {
    const { personId } = await site.person('learner')
    const mine = { personId, ttlMs: 60_000 }
    const guarded = signedUrl(site.as(), planted.media.sound, 'original', mine)
    const visitor = site.browser()
    const get =
      (path: string, headers = {}) =>
      () =>
        visitor.ask(path, { headers })
    const range = { Range: 'bytes=0-9' }
    return [
      ['a page', 200, get('/')],
      ['a page from memory', 200, get('/')],
      ['a missing page', 404, get('/no-such', { Accept: 'text/html' })],
      ['a page without a body', 200, () => visitor.ask('/', { method: 'HEAD' })],
      ['a redirect', 302, get('/library')],
      ['JSON', 200, get('/api/courses')],
      ['a feed', 200, get('/feed.xml')],
      ['a problem', 400, () => visitor.json('/api/progress', {})],
      ['a refused form as a page', 403, () => visitor.post('/login', {}, { Accept: 'text/html' })],
      ['a file', 200, get(openUrl(planted.media.open, 'original'))],
      ['a part of a file', 206, get(openUrl(planted.media.open, 'original'), range)],
      [
        'no such part',
        416,
        get(openUrl(planted.media.open, 'original'), { Range: 'bytes=999999-' }),
      ],
      ['a guarded file', 200, () => learner.ask(guarded)],
      ['a gateway’s receipt', 400, () => visitor.post('/api/gateways/alipay/notify', { a: 'b' })],
      ['an asset that is not there', 404, get('/assets/none.js')],
      ['a health check', 200, get('/healthz')],
      ['a bug', 500, () => site.browser(broken.fetch).ask('/api/courses')],
      ['a bug in a page', 500, () => site.browser(broken.fetch).ask('/search?q=x')],
    ]
  }

  test('are on every kind of answer', async () => {
    for (const [kind, status, ask] of await kinds()) {
      const { headers, status: got } = await ask()
      expect([kind, got]).toEqual([kind, status])
      const wanted = keptForAll.includes(kind) ? always : { ...always, ...own }
      expect([kind, Object.fromEntries(headers)]).toEqual([kind, expect.objectContaining(wanted)])
      const told = [
        'server',
        'x-powered-by',
        'access-control-allow-origin',
        'strict-transport-security',
      ]
      expect([kind, told.filter((name) => headers.has(name))]).toEqual([kind, []])
    }
  })

  test('bind a browser to https where the site is reached by it', async () => {
    for (const path of ['/', '/api/courses', '/no-such', '/library']) {
      const { headers } = await site.browser(overHttps.fetch).ask(path)
      expect(headers.get('strict-transport-security')).toMatch(
        /max-age=(\d{8,}); includeSubDomains/,
      )
    }
  })

  test('let a page run its own scripts only, and lead forms here and to the gateways', async () => {
    for (const [browser, path] of [
      [site.browser(), '/'],
      [learner, '/account'],
      [await site.opens('author'), `/studio/items/${planted.draft.id}`],
    ] as const) {
      const page = await browser.ask(path)
      const policy = page.headers.get('content-security-policy') ?? ''
      expect(policy).not.toMatch(/unsafe-inline|unsafe-eval|\*(?!\.alipay\.com)|https?:(?!\/\/)/)
      for (const part of ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) {
        expect(policy).toContain(part)
      }
      const html = await page.text()
      expect(html).not.toMatch(/ on(click|load|error|submit)=/i)
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1]
      const bare = [...html.matchAll(/<script(?![^>]*(nonce|application\/ld\+json))[^>]*>/g)]
      if (nonce) expect(html).toContain(`nonce="${nonce}"`)
      expect([path, bare.length]).toEqual([path, 1])
    }
  })

  test('never repeat a nonce', async () => {
    const author = await site.opens('author')
    const nonces = new Set<string>()
    for (let n = 0; n < 5; n++) {
      const { headers } = await author.ask('/studio/media')
      nonces.add(/'nonce-([^']+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? '')
    }
    expect(nonces.size).toBe(5)
  })
})

test.each(['https://evil.example', 'null', 'http://localhost:3000', 'https://a.localhost:3000'])(
  'S94: the origin %s is given no other site’s data',
  async (Origin) => {
    for (const path of ['/api/courses', '/account', '/api/progress', '/feed.xml', '/healthz']) {
      const preflight = {
        Origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'authorization,content-type',
      }
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await learner.ask(path, { method, headers: preflight })
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
      }
    }
  },
)

describe('S96: with the database gone', () => {
  test('nobody is let in, nothing is told, and what happened is logged', async () => {
    site.logged.length = 0
    const browser = site.browser(broken.fetch)
    for (const [name, value] of learner.jar) browser.jar.set(name, value)
    for (const path of [
      '/account',
      '/studio',
      `/articles/${article.slug}`,
      '/orders',
      '/library',
    ]) {
      const answer = await browser.ask(path)
      const text = await answer.text()
      expect([path, answer.status]).toEqual([path, 500])
      expect(text).not.toMatch(/postgres|CONNECTION|\bat \w+.*:\d+|select |node_modules/i)
    }
    const cookie = learner.jar.get('wenqu_session')?.split('.')[0] ?? 'none'
    expect(site.logged.length).toBeGreaterThan(0)
    expect(site.logged.filter((line) => line.includes(cookie) || /params:/.test(line))).toEqual([])
  })
})

describe('S35, S95: what the site does not have', () => {
  test.each([
    ...['/.git/config', '/.env', '/package.json', '/src/main.ts', '/build/server/index.js'],
    ...['/assets/', '/assets/../package.json', '/assets/..%2f..%2fpackage.json', '/assets/none.js'],
    ...['/assets/..%5c..%5cpackage.json', '/assets/....//package.json', '/assets/index.js.map'],
    ...['/metrics', '/debug', '/docs', '/api', '/api/', '/api/docs', '/server-status', '/admin'],
    ...['/api/auth/sign-in/email', '/api/auth/get-session', '/api/auth/ok', '/uploads/', '/data/'],
    ...['/sandbox', '/simulator', '/control', '/control/trades', '/api/control', '/gateway.do'],
    ...['/wechat/cashier', '/alipay/cashier', '/v3/pay/transactions/native', '/api/mark-paid'],
    ...['/api/payments/success', '/api/payments/notify', '/api/gateways/sandbox/notify'],
    ...['/api/v0/courses', '/api/v1/courses', '/media/', '/media/../secret', '/%00', '/__manifest'],
  ])('%s', async (path) => {
    const owner = await site.opens('owner')
    for (const browser of [site.browser(), owner]) {
      const got = await browser.ask(path)
      expect([path, [400, 404].includes(got.status) || got.status]).toEqual([path, true])
      expect(await got.text()).not.toMatch(/sourceMappingURL|"dependencies"|WENQU_SECRET/)
    }
    const posted = await site.browser().json(path, { out_trade_no: 'x', status: 'paid' })
    expect([400, 403, 404, 405]).toContain(posted.status)
  })

  test('the outbox, wherever more than this machine reaches the site', async () => {
    expect((await site.browser().ask('/outbox')).status).toBe(200)
    for (const { fetch } of [open, named, overHttps]) {
      expect((await site.browser(fetch).ask('/outbox')).status).toBe(404)
    }
  })

  test('F29: a return that claims to be paid pays nothing', async () => {
    const buyer = await site.newcomer('假回来')
    const browser = await site.logIn(buyer)
    const { placed } = await site.order(buyer, second.id, 'alipay')
    const claim = 'trade_status=TRADE_SUCCESS&total_amount=199.00&result=success&paid=1&status=paid'
    await browser.ask(`/pay/return?order=${placed.number}&${claim}`)
    await browser.ask(`/orders/${placed.number}/status?${claim}`)
    await browser.ask(`/orders/${placed.number}?done=paid&${claim}`)
    const order = await commerce.getOrder(site.as(buyer), placed.number)
    expect(order.status).toBe('pending')
  })
})

describe('S20, S41: what is somebody else’s is like what is not', () => {
  const missing = 'W000000000000000'
  const plain = async (response: Response, number: string) =>
    `${response.status} ${(await response.text()).replaceAll(number, 'NUMBER')}`
      .replace(/"instance":"\w+"/, '')
      .replace(/name="csrf" value="[^"]*"/g, '')

  test.each(['', '/pay', '/status', '.data'])('an order%s', async (part) => {
    const buyer = await site.person('buyer')
    const { number } = await commerce.placeOrder(site.as(buyer), { itemId: second.id })
    const theirs = await learner.ask(`/orders/${number}${part}`)
    const none = await learner.ask(`/orders/${missing}${part}`)
    expect(theirs.status).toBe(404)
    expect(await plain(theirs, number)).toBe(await plain(none, missing))
  })

  test('a form on an order, a draft, a session', async () => {
    const buyer = await site.person('buyer')
    const creator = await site.opens('creator')
    const { number } = await commerce.placeOrder(site.as(buyer), { itemId: second.id })
    const nothing = '00000000-0000-7000-8000-000000000000'
    for (const [browser, there, nowhere, fields] of [
      [learner, `/orders/${number}`, `/orders/${missing}`, { intent: 'cancel' }],
      [learner, `/orders/${number}/pay`, `/orders/${missing}/pay`, { method: 'alipay' }],
      [
        creator,
        `/studio/orders/${number}`,
        `/studio/orders/${missing}`,
        { intent: 'refund', reason: 'x' },
      ],
      [
        creator,
        `/studio/items/${planted.draft.id}`,
        `/studio/items/${nothing}`,
        { intent: 'publish' },
      ],
      [
        creator,
        `/studio/items/${planted.draft.id}`,
        `/studio/items/${nothing}`,
        { intent: 'price', price: '1' },
      ],
    ] as const) {
      const theirs = await browser.submit('/account', fields, there)
      const none = await browser.submit('/account', fields, nowhere)
      expect([there, theirs.status, none.status]).toEqual([there, 404, 404])
    }
  })

  test('numbers that are told are not to be guessed', async () => {
    const buyer = await site.newcomer('号码')
    const numbers = new Set<string>()
    for (const { id } of [article, second, course]) {
      numbers.add((await commerce.placeOrder(site.as(buyer), { itemId: id })).number)
    }
    const bits = Math.log2(32) * 15
    expect(bits).toBeGreaterThanOrEqual(64)
    expect([...numbers].every((number) => /^W[0-9A-Z]{15}$/.test(number))).toBe(true)
    expect(new Set([...numbers].map((number) => number.slice(0, 6))).size).toBe(3)
  })
})

describe('S29: what a client says about itself', () => {
  const claims = {
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'https',
    'X-Forwarded-Port': '444',
    'X-Original-URL': '/studio',
    'X-Rewrite-URL': '/studio',
    'X-Host': 'evil.example',
    Forwarded: 'host=evil.example;proto=https;for=127.0.0.1',
    Host: 'evil.example',
    'X-User-Id': site.owner.personId,
    'X-Real-IP': '127.0.0.1',
  }

  test('leads no link elsewhere', async () => {
    for (const path of [
      '/',
      '/search?q=鸟',
      '/feed.xml',
      '/sitemap.xml',
      `/articles/${article.slug}`,
    ]) {
      const page = await site.browser().ask(path, { headers: claims })
      expect(page.status).toBe(200)
      expect(await page.text()).not.toContain('evil.example')
    }
    const author = await site.emailOf(await site.person('author'))
    const browser = site.browser()
    const csrf = await browser.csrf('/forgot-password')
    await browser.post('/forgot-password', { csrf, email: author }, claims)
    const [mail] = await listMails(site.as({ kind: 'system', name: 'test' }))
    expect(mail?.body).toContain('http://localhost:3000/reset-password?token=')
    expect(mail?.body).not.toContain('evil')
  })

  test('makes nobody somebody', async () => {
    for (const path of ['/studio', '/account', '/orders']) {
      expect((await site.browser().ask(path, { headers: claims })).status).toBe(302)
    }
  })

  test('moves no limit, but for the last proxy that is trusted', async () => {
    const flood = async (fetch: typeof site.fetch, forwarded: (n: number) => string) => {
      const browser = site.browser(fetch)
      const csrf = await browser.csrf('/forgot-password')
      const statuses: number[] = []
      for (let n = 0; n < 22; n++) {
        const fields = { csrf, email: `n${n}@example.test` }
        const headers = { 'X-Forwarded-For': forwarded(n), 'X-Real-IP': `203.0.113.${n}` }
        statuses.push((await browser.post('/forgot-password', fields, headers)).status)
      }
      return statuses.filter((status) => status === 429).length
    }
    expect(await flood(site.fetch, (n) => `203.0.113.${n}`)).toBe(2)
    expect(await flood(behindProxy.fetch, (n) => `203.0.113.${n}, 203.0.113.250`)).toBe(2)
    expect(await flood(behindProxy.fetch, (n) => `10.9.9.9, 203.0.113.${n}`)).toBe(0)
  })

  test('S74: who is limited is told when to come again', async () => {
    const browser = site.browser()
    const csrf = await browser.csrf('/forgot-password')
    const email = 'again@example.test'
    const send = () => browser.post('/forgot-password', { csrf, email })
    await Promise.all([send(), send(), send()])
    const refused = await send()
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})

describe('S28: another spelling of an address or a verb', () => {
  test.each([
    ...['GET //studio', 'GET /studio/', 'GET /STUDIO', 'GET /Studio/Items', 'GET /studio;x=1'],
    ...['GET /./studio', 'GET /%73tudio', 'GET /studio%2f', 'GET /studio%20', 'GET /studio%00'],
    ...[
      'GET /x/%2e%2e/studio',
      'GET /x/../studio',
      'GET /studio..;/',
      'GET /studio.data',
      'GET /studio?x',
    ],
    ...['GET /studio/items.data', 'GET /%ff', 'GET /%', 'GET /articles/%ff', 'GET \\studio'],
    ...['GET http://localhost/studio', 'GET http://evil.example/studio', 'HEAD /studio', 'GET *'],
    ...['TRACE /', 'TRACK /', 'CONNECT localhost:80', 'FOO /studio', 'PROPFIND /', 'OPTIONS *'],
    ...['PUT /account', 'DELETE /account', 'PATCH /account', 'get /studio', 'POST /studio'],
  ])('%s is let in nowhere else', async (line) => {
    const lines = [`${line} HTTP/1.1`, 'Host: localhost:3000', `Cookie: ${learner.cookies()}`]
    const sent = await loopback.send([...lines, 'Connection: close', '', ''].join('\r\n'))
    expect([line, sent.status < 500]).toEqual([line, true])
    const says = sent.text.split('\r\n\r\n')[1] ?? ''
    expect(says).not.toContain('未发布')
    const isShown = sent.status === 200 && /studio/i.test(line) && /\/studio\/orders/.test(says)
    expect(isShown).toBe(false)
    if (/^(TRACE|TRACK)/.test(line)) expect(says).not.toContain(learner.jar.get('wenqu_session'))
  })

  test('S77: an ambiguous or endless request is refused', async () => {
    const head = 'POST /api/users/login HTTP/1.1\r\nHost: localhost:3000\r\nConnection: close\r\n'
    const smuggled = '0\r\n\r\nGET /studio HTTP/1.1\r\nX: y'
    for (const [name, request] of Object.entries({
      both: `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
      twice: `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef`,
      odd: `${head}Transfer-Encoding: chunked, identity\r\n\r\n${smuggled}`,
      negative: `${head}Content-Length: -1\r\n\r\n`,
      long: `${head}X-Long: ${'a'.repeat(70_000)}\r\n\r\n`,
      chunk: `${head}Transfer-Encoding: chunked\r\n\r\nZZ\r\nabc\r\n0\r\n\r\n`,
      nameless: 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n',
    })) {
      const { status, text } = await loopback.send(request)
      // The parser may close the connection before its answer is read.
      expect([name, status === 0 || (status >= 400 && status < 500)]).toEqual([name, true])
      expect([name, (text.match(/HTTP\/1\.1 /g) ?? []).length <= 1]).toEqual([name, true])
    }
  })
})

describe('S66: size', () => {
  const big = 'x'.repeat((2 << 20) + 1)

  test('of a body is bounded, announced or not', async () => {
    const announced = await learner.json('/api/progress', big)
    expect(announced.status).toBe(400)
    const csrf = await learner.csrf('/account')
    const chunks = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(1 << 20).fill(97))
      },
    })
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      'X-CSRF-Token': csrf,
    }
    const endless = await learner.ask('/account', { method: 'POST', headers, body: chunks })
    expect(endless.status).toBe(400)
    const notice = await site.browser().ask('/api/gateways/wechat/notify', {
      method: 'POST',
      body: 'x'.repeat(300_000),
    })
    expect(notice.status).toBe(400)
  })

  test('of a form’s fields is bounded by what they mean', async () => {
    const fields = { intent: 'profile', name: 'x'.repeat(41), bio: '', website: '' }
    expect((await learner.submit('/account', fields)).status).toBe(400)
    const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`f${n}`, '1']))
    const sent = await learner.submit('/account', { ...many, intent: 'x' })
    expect(sent.status).toBe(400)
  })

  test('S66: nesting and repetition end in a refusal, not in a stack', async () => {
    site.logged.length = 0
    const author = await site.opens('author')
    const token = await author.csrf('/account')
    for (const source of [
      '>'.repeat(50_000),
      `${'- '.repeat(20_000)}x`,
      '['.repeat(50_000),
      `${'*a '.repeat(20_000)}`,
      `$${'{'.repeat(20_000)}$`,
      `|${'a|'.repeat(20_000)}\n|${'-|'.repeat(20_000)}`,
      `${'<div>'.repeat(20_000)}`,
      '`'.repeat(60_000),
    ]) {
      const headers = { 'X-CSRF-Token': token }
      const { status } = await author.json(
        '/studio/preview',
        { source, language: 'zh-CN' },
        headers,
      )
      expect([source.slice(0, 6), status < 500]).toEqual([source.slice(0, 6), true])
    }
    expect(site.logged).toEqual([])
  })

  test('of ranges is bounded to one', async () => {
    const path = openUrl(planted.media.open, 'original')
    const ranges = Array.from({ length: 500 }, (_, n) => `${n}-${n + 1}`).join(',')
    const many = await site.browser().ask(path, { headers: { Range: `bytes=${ranges}` } })
    expect([200, 416]).toContain(many.status)
    expect(many.headers.get('content-type')).not.toContain('multipart')
  })
})

describe('S78: pages kept for everybody', () => {
  test('carry no viewer, no token and no cookie', async () => {
    const { name } = await nameOf(learner)
    const before = await learner.ask('/catalog')
    expect(await before.text()).toContain(name)
    expect(before.headers.get('cache-control')).toBe('private, no-store')
    for (let round = 0; round < 2; round++) {
      const page = await site.browser().ask('/catalog')
      const text = await page.text()
      expect(text).not.toContain(name)
      expect(text).not.toMatch(/name="csrf"|csrfToken":"\w/)
      expect(page.headers.getSetCookie()).toEqual([])
      expect(page.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
      expect(page.headers.get('vary')).toContain('Cookie')
    }
  })

  test('cannot be poisoned by what is not part of their address', async () => {
    const poison = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'evil',
      'X-Original-URL': '/evil',
      'User-Agent': 'evil',
      Referer: 'https://evil.example/',
      Origin: 'https://evil.example',
      Range: 'bytes=0-3',
      Accept: 'application/evil',
      'Accept-Language': 'evil;q=1, zh',
      'X-React-Router-Request': 'yes',
    }
    for (const path of ['/', '/catalog', `/articles/${article.slug}`, '/catalog?kind=article']) {
      site.cache.clear()
      const join = path.includes('?') ? '&' : '?'
      await site.browser().ask(`${path}${join}utm_source=evil&evil=%22%3Eevil#evil`, {
        headers: poison,
      })
      await site.browser().ask(path, { method: 'HEAD', headers: poison })
      const page = await site.browser().ask(path)
      const text = await page.text()
      expect([path, page.status, text.includes('</html>')]).toEqual([path, 200, true])
      expect([path, /.{0,80}evil.{0,30}/.exec(text)?.[0] ?? null]).toEqual([path, null])
    }
  })

  test('are not deceived into keeping what is somebody’s', async () => {
    const { name } = await nameOf(learner)
    for (const path of [
      '/account/x.css',
      '/account.css',
      '/account;/catalog',
      '/account%2f..%2fcatalog',
      '/catalog/../account',
      '/catalog/%2e%2e/account',
      '/orders?x=/catalog',
      '/articles/..%2faccount',
    ]) {
      const own = await learner.ask(path)
      expect([path, own.headers.get('cache-control')]).toEqual([path, 'private, no-store'])
      expect([path, (await (await site.browser().ask(path)).text()).includes(name)]).toEqual([
        path,
        false,
      ])
    }
  })
})

async function nameOf(browser: HttpBrowser): Promise<{ name: string }> {
  const page = await (await browser.ask('/account')).text()
  return { name: /name="name"[^>]*value="([^"]+)"/.exec(page)?.[1] ?? 'no name on the page' }
}
