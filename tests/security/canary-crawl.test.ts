import { expect, test } from 'vitest'
import { signedUrl } from '#media'
import { plantCanaries } from '#tests/canaries.ts'
import type { Who } from '#tests/cast.ts'
import { crawl, type Thoroughness, type Visited } from '#tests/crawl.ts'
import { openSite } from '#tests/site.ts'
import { policies } from './route-policies.ts'

const site = await openSite()
const planted = await plantCanaries(site)
const { paid, hidden, article, course, draft, scheduled, archived, media, emails } = planted
const guarded = [media.picture, media.sound]
const secrets = [...Object.values(paid), ...Object.values(hidden), ...guarded, ...emails]

/** Canaries in what a page said, but for those that the request itself had named. */
function singing({ path, text }: Visited): string[] {
  const found = secrets.filter((secret) => text.includes(secret) && !path.includes(secret))
  return planted.secretPrice.test(text) ? [...found, 'the price of a draft'] : found
}

const leaks = (visited: Visited[]) =>
  visited.flatMap((page) =>
    singing(page)
      // The outbox stands for a mail server and exists in development only: it shows recipients.
      .filter((secret) => !page.path.includes(' /outbox') || !emails.includes(secret))
      .map((secret) => `${secret} in ${page.path}`),
  )

async function seeds(): Promise<string[]> {
  const calls = Object.entries(policies).filter(([route]) => route.startsWith('GET '))
  const declared = await Promise.all(calls.map(([, { call }]) => call({ site, planted })))
  return [
    ...declared.map(({ path }) => path),
    ...[article, draft, scheduled, archived].flatMap(({ id, slug }) => [
      `/articles/${slug}`,
      `/articles/${slug}?preview=1&draft=1&fields=paidHtml&access=owned&print=1`,
      `/articles/${slug}.data?_routes=catalog%2Fitem%2Farticle-page`,
      `/articles/${id}`,
      `/courses/${slug}`,
      `/checkout/${id}`,
      `/studio/items/${id}`,
      `/studio/items/${id}/outline`,
    ]),
    ...[course.preview, course.sold, course.recording].flatMap((id) => [
      `/courses/${course.slug}/lessons/${id}`,
      `/courses/${course.slug}/lessons/${id}?preview=1&freePreview=true`,
      `/courses/${course.slug}/lessons/${id}.data?_routes=library%2Flesson-page`,
      `/studio/lessons/${id}`,
    ]),
    ...searches(),
    ...(await mediaAddresses()),
    '/api/courses?limit=1000&fields=*&status=draft&kind=article&include=body',
  ]
}

/** In capitals, so that a page that repeats the query repeats no canary. */
function searches(): string[] {
  const words = [...Object.values(paid), ...Object.values(hidden)].map((one) => one.toUpperCase())
  const near = [
    '付费的夜莺在林间歌唱',
    '夜莺 直到天明',
    '喂食的分量',
    '正文',
    '未发布',
    '标签 摘要',
  ]
  return [...words, ...near, '金丝雀', '驯鸟'].map((q) => `/search?q=${encodeURIComponent(q)}`)
}

async function mediaAddresses(): Promise<string[]> {
  const now = site.as()
  const [buyer, learner] = [await site.person('buyer'), await site.person('learner')]
  return guarded.flatMap((id) =>
    (['original', 'w480', 'w960'] as const).flatMap((variant) => {
      const bought = signedUrl(now, id, variant, { personId: buyer.personId, ttlMs: 60_000 })
      const [path = '', query = ''] = bought.split('?')
      const mine = signedUrl(now, media.open, variant, {
        personId: learner.personId,
        ttlMs: 60_000,
      }).split('?')[1]
      return [
        path,
        bought,
        `${path}?${query.replace(buyer.personId, learner.personId)}`,
        `${path}?${mine}`,
        `${path}?${mine}&${query}`,
        `${path}/?${query}`,
      ]
    }),
  )
}

const crawled = async (who: Who, thoroughness?: Thoroughness) =>
  crawl(await site.opens(who), await seeds(), thoroughness)

test.each([
  ['visitor', { follow: true, forms: 'all' }],
  ['learner', { follow: true, forms: 'data' }],
  ['creator', {}],
  ['suspended', {}],
] as const)(
  'S21: no paid byte and nothing unpublished reaches a %s on any channel',
  async (who, thoroughness) => {
    const visited = await crawled(who, thoroughness)
    expect(visited.length).toBeGreaterThan(120)
    expect(visited.filter(({ status }) => status >= 500)).toEqual([])
    expect(leaks(visited)).toEqual([])
  },
)

test('the buyer sees all that was paid for, and nothing else: the crawl can find it', async () => {
  const visited = await crawled('buyer')
  const all = visited.map(({ text }) => text).join('\n')
  const heard = [...Object.values(paid), ...guarded].filter((secret) => all.includes(secret))
  expect(heard).toEqual([...Object.values(paid), ...guarded])
  const others = Object.values(hidden)
  expect(leaks(visited).filter((leak) => others.some((secret) => leak.includes(secret)))).toEqual(
    [],
  )
  const ranged = visited.find(
    ({ path, status }) => status === 206 && path.includes(media.sound) && path.includes('-200'),
  )
  expect(ranged?.text).toContain(paid.sound)
})

test('the author sees what is not published: the crawl can find it', async () => {
  const all = (await crawled('author')).map(({ text }) => text).join('\n')
  expect(Object.values(hidden).filter((secret) => all.includes(secret))).toEqual(
    Object.values(hidden),
  )
  expect(all).toMatch(planted.secretPrice)
})

test('what is sold is found by its words, so that the snippet could have told it', async () => {
  const page = await (await site.browser().ask(searches()[0] ?? '')).text()
  expect(page).toContain(`/articles/${article.slug}`)
})

test('no line of the log holds a canary or a session', async () => {
  const sessions = await site.sql`select token from sessions`
  const unspeakable = [...secrets, ...sessions.map(({ token }) => String(token))]
  expect(site.logged.filter((line) => unspeakable.some((one) => line.includes(one)))).toEqual([])
})
