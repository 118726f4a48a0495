import { beforeAll, describe, expect, test } from 'vitest'
import * as accounts from '#accounts'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as media from '#media'
import { png } from '#tests/canaries.ts'
import { PASSWORD, type Person } from '#tests/cast.ts'
import { crawl } from '#tests/crawl.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()

/** Breaks out of text, of an attribute, of a script and of XML; none of it may arrive as it is. */
const ATTACK = `</script><img src=x onerror=kanarie()>"'><svg/onload=kanarie()>]]>{{7*7}}`
const ARRIVED = /<img src=x onerror=kanarie|<svg\/onload=kanarie|<\/script><img/
const PAGE = /text\/html|xml/

describe('S60: what people write is shown as text', () => {
  let seeds: string[] = []

  beforeAll(async () => {
    const author = await site.person('author')
    const ctx = site.as(author)
    const name = ATTACK.slice(0, 40)
    await accounts.updateProfile(ctx, {
      name,
      bio: ATTACK,
      website: 'https://a.example/?"><svg/onload=kanarie()>',
    })
    const picture = await media.storeUpload(ctx, {
      name: `${ATTACK}.png`,
      exposure: 'open',
      stream: new Blob([(await png('#123')) as BlobPart]).stream(),
    })
    const made = await catalog.createItem(ctx, { kind: 'article', title: ATTACK })
    const { id, slug } = await catalog.saveDraft(ctx, made.id, {
      version: made.version,
      summary: ATTACK,
      tags: [ATTACK.slice(0, 30), '<svg/onload=kanarie()>'],
      coverAssetId: picture.id,
      source: `${ATTACK}\n\n# ${ATTACK}\n\n<!--more-->\n\n${ATTACK}\n\n[x](javascript:kanarie())`,
      access: 'sold',
    })
    await commerce.setPrice(ctx, id, money(100n, 'CNY'))
    await catalog.publishItem(ctx, id)
    const course = await catalog.createItem(ctx, { kind: 'course', title: ATTACK })
    const chapter = await catalog.addChapter(ctx, course.id, { title: ATTACK })
    const lesson = await catalog.addLesson(ctx, chapter.id, { title: ATTACK, kind: 'text' })
    await catalog.saveLesson(ctx, lesson.id, { source: ATTACK, freePreview: true })
    await commerce.setPrice(ctx, course.id, money(100n, 'CNY'))
    await catalog.publishItem(ctx, course.id)
    const buyer = await site.person('buyer')
    await accounts.updateProfile(site.as(buyer), { name, bio: '', website: '' })
    const { placed, ref } = await site.order(buyer, id, 'wechat')
    site.sandbox.control.pay(ref)
    await site.deliver('wechat', site.notice(ref))
    await commerce.refundOrder(site.as(site.owner), placed.number, {
      reason: ATTACK,
      baseUrl: site.config.publicUrl,
    })
    const attack = encodeURIComponent(ATTACK)
    seeds = [
      '/',
      '/feed.xml',
      '/sitemap.xml',
      `/articles/${slug}`,
      `/courses/${course.slug}`,
      `/courses/${course.slug}/lessons/${lesson.id}`,
      `/search?q=${attack}`,
      '/search?q=onload',
      `/catalog?category=${attack}&tag=${attack}&kind=${attack}&after=${attack}`,
      `/tags/${attack}`,
      `/articles/${attack}`,
      `/${attack}`,
      `/login?next=/${attack}`,
      `/account?done=${attack}`,
      `/reset-password?token=${attack}`,
      `/orders?after=${attack}`,
      `/orders/${placed.number}?done=${attack}`,
      `/pay/return?order=${attack}`,
      `/studio/orders?q=${attack}&status=${attack}`,
      `/studio/orders/${placed.number}`,
      `/studio/items/${id}`,
      `/studio/items/${course.id}/outline?chapter=${attack}`,
      `/studio/lessons/${lesson.id}`,
      '/studio/media',
      '/studio',
      '/studio/items',
      '/library',
      '/orders',
      '/account',
      '/outbox',
    ]
  })

  test.each(['visitor', 'buyer', 'author', 'owner'] as const)('to a %s', async (who) => {
    const browser = await site.opens(who)
    const pages = (await crawl(browser, seeds)).filter(({ text }) =>
      PAGE.test(/content-type: (.*)/.exec(text)?.[1] ?? ''),
    )
    expect(pages.length).toBeGreaterThan(12)
    expect(pages.filter(({ text }) => ARRIVED.test(text)).map(({ path }) => path)).toEqual([])
    expect(pages.filter(({ text }) => /href="javascript:/i.test(text))).toEqual([])
    const echoed = pages.filter(({ text }) => /onerror=kanarie/.test(text))
    expect(echoed.length).toBeGreaterThan(3)
  })

  test('in forms that come back with what was typed', async () => {
    const browser = site.browser()
    for (const [page, fields] of [
      ['/login', { email: ATTACK, password: ATTACK, next: ATTACK }],
      ['/register', { username: ATTACK, email: ATTACK, password: ATTACK }],
      ['/forgot-password', { email: ATTACK }],
      ['/reset-password?token=x', { token: ATTACK, password: ATTACK }],
    ] as const) {
      const text = await (await browser.submit(page, fields)).text()
      expect([page, ARRIVED.test(text)]).toEqual([page, false])
    }
  })
})

describe('S64: a line break in what is sent', () => {
  const BROKEN = 'a\r\nSet-Cookie: kanarie=1\r\nBcc: all@example.test'

  test('splits no header and no mail', async () => {
    const author = await site.opens('author')
    const token = await author.csrf('/account')
    const headers = { 'X-CSRF-Token': token }
    const name = encodeURIComponent(`${BROKEN}".png`)
    const path = `/api/uploads?exposure=open&name=${name}`
    const sent = await author.ask(path, {
      method: 'POST',
      headers,
      body: (await png('#321')) as BodyInit,
    })
    const { id } = (await sent.json()) as { id: string }
    const file = await site.browser().ask(`/media/${id}/original`)
    expect([file.status, file.headers.get('set-cookie')]).toEqual([200, null])
    expect(file.headers.get('content-disposition')).not.toMatch(/[\r\n"]/)
    for (const email of [`x@example.test${BROKEN}`, `${BROKEN}@example.test`]) {
      const answer = await site.browser().submit('/forgot-password', { email })
      expect([answer.status, answer.headers.get('set-cookie') ?? '']).toEqual([
        400,
        expect.not.stringContaining('kanarie'),
      ])
    }
    expect(await site.sql`select 1 from mails where recipient like '%' || chr(10) || '%'`).toEqual(
      [],
    )
  })

  test('is refused in a name', async () => {
    const learner = await site.opens('learner')
    for (const name of [BROKEN, 'a\nb', 'a\tb', 'a\u202Eb', 'a\u0000b']) {
      const profile = { intent: 'profile', name, bio: '', website: '' }
      expect((await learner.submit('/account', profile)).status).toBe(400)
    }
  })

  test('leads nowhere', async () => {
    for (const next of ['/\r\nSet-Cookie: kanarie=1', '/%0d%0aSet-Cookie:kanarie=1']) {
      const browser = await loggedInAfter(next)
      expect(browser.headers.get('location')).not.toMatch(/[\r\n]/)
      expect(browser.headers.getSetCookie().join()).not.toContain('kanarie')
    }
  })
})

let someone: Person | null = null

async function loggedInAfter(next: string): Promise<Response> {
  someone ??= await site.newcomer('去哪儿')
  const email = await site.emailOf(someone)
  site.pass(5 * 60_000)
  return site.browser().submit('/login', { email, password: PASSWORD, next })
}

describe('S67: after the log-in one stays on this site', () => {
  const elsewhere = [
    ...[
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\\/evil.example',
    ],
    ...[
      'https://evil.example',
      'https:evil.example',
      'http:///evil.example',
      'javascript:alert(1)',
    ],
    ...['/..//evil.example', '/.//evil.example', '/x/..//evil.example', '/%2e%2e//evil.example'],
    ...['/\t/evil.example', '/\n/evil.example', ' //evil.example', '\u0001//evil.example'],
    ...[
      '//evil.example@localhost:3000',
      '//localhost:3000@evil.example',
      '@evil.example',
      '。evil',
    ],
    ...['data:text/html,x', 'evil.example', './/evil.example', '?next=//evil.example', '#//evil'],
  ]

  test.each(elsewhere)('not to %o', async (next) => {
    const learner = await site.opens('learner')
    const path = `/login?next=${encodeURIComponent(next)}`
    const already = (await learner.ask(path)).headers.get('location') ?? ''
    expect([next, goesTo(already)]).toEqual([next, 'http://localhost:3000'])
  })

  test('by the form neither', async () => {
    for (const next of ['//evil.example', '/..//evil.example', 'https://evil.example', '/\\evil']) {
      const { headers } = await loggedInAfter(next)
      expect([next, goesTo(headers.get('location') ?? '')]).toEqual([next, 'http://localhost:3000'])
    }
    expect((await loggedInAfter('/orders?a=b')).headers.get('location')).toBe('/orders?a=b')
  })

  test('nor by choosing a language, nor by any address of two slashes', async () => {
    for (const path of [
      '//evil.example?lang=en',
      '///evil.example/?lang=en',
      '/%5Cevil.example?lang=en',
      '/.//evil.example?lang=en',
      '//evil.example/orders',
      '//evil.example/studio',
    ]) {
      for (const browser of [site.browser(), await site.opens('learner')]) {
        const answer = await browser.ask(`http://localhost:3000${path}`)
        const location = answer.headers.get('location')
        expect([path, location === null || goesTo(location) === 'http://localhost:3000']).toEqual([
          path,
          true,
        ])
      }
    }
  })
})

/** The origin to which a browser goes from this site by a Location. */
function goesTo(location: string): string {
  return new URL(location, 'http://localhost:3000/login').origin
}
