import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { system } from '#kernel/actor.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { saveRecommendationSettings } from '#recommendations'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { newVisitor, type Visitor } from '#tests/visitor.ts'
import { readPieces } from '../../db/seed/readers/piece.ts'

const member = {
  username: 'guanlan',
  email: 'guanlan@example.com',
  password: '观水有术必观其澜 26',
}
/** Three open pieces of one field each. */
const coding = ['read-unfamiliar-code', 'names-are-design', 'log-like-a-witness']
const resting = ['sleep-is-not-spare-time', 'afternoon-slump', 'six-breaths']

const pieces = await readPieces()
const fieldOf = new Map(pieces.map(({ slug, field }) => [slug, field]))
const dataDir = temporaryFolder()
const site = await startSite(dataDir, { env: { DEMO_READERS: '1' } })
const browser = await openBrowser()
const socket = encodeURIComponent(join(dataDir, 'postgres', 'socket'))
const { db, sql, close } = connect(`postgres://postgres@localhost/wenqu?host=${socket}`, { max: 2 })
afterAll(async () => {
  await browser.close()
  await close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

beforeAll(async () => {
  // A fifth of the members would see what is popular: here every one shall be served the model.
  const ctx = { db, actor: system('test'), now: new Date(), log: silent }
  await saveRecommendationSettings(ctx, { experiment: false })
  const waiting = { timeout: 300_000, interval: 500 }
  await vi.waitFor(async () => expect(await served()).toHaveLength(1), waiting)
}, 300_000)

/** A browser that does not say that a machine moves it: of machines nothing is learnt. */
async function newReader(): Promise<Visitor> {
  const { page } = await newVisitor(browser)
  const said = await page.evaluate(() => navigator.userAgent)
  await page.context().close()
  return newVisitor(browser, { userAgent: said.replace('Headless', '') })
}

type Card = { chosen: string; rows: { kind: string; test: { ndcg: number } }[] }

async function served(): Promise<Card[]> {
  const rows = await sql`select card from models where state = 'serving'`
  return rows.map(({ card }) => card as Card)
}

/** Stays until the page itself tells that it was looked at, and returns its title. */
async function read(page: Page, slug: string): Promise<string> {
  const [item] = await sql`select id from items where slug = ${slug}`
  const told = page.waitForResponse((response) => {
    return (
      response.url().endsWith('/api/views') && response.request().postDataJSON().itemId === item?.id
    )
  })
  await page.goto(`${site.url}/articles/${slug}`)
  const title = await page.getByRole('heading', { level: 1 }).textContent()
  expect((await told).ok()).toBe(true)
  return title?.trim() ?? ''
}

async function readAll(page: Page, slugs: string[]): Promise<string[]> {
  const titles: string[] = []
  for (const slug of slugs) titles.push(await read(page, slug))
  return titles
}

/** The shelf's cards as they are seen: where they lead and why they say they are there. */
async function shelfOf(page: Page) {
  const cards = page.locator('article.suggestion')
  return cards.evaluateAll((all) =>
    all.map((card) => ({
      slug: card.querySelector('h3 a')?.getAttribute('href')?.split(/[/?]/)[2] ?? '',
      reason: card.querySelector('.reason')?.textContent ?? '',
    })),
  )
}

async function expectShelfOf(page: Page, field: string, titles: string[]): Promise<string[]> {
  await page.goto(site.url)
  await page.getByRole('heading', { name: '为你推荐' }).waitFor()
  const shelf = await shelfOf(page)
  const slugs = shelf.map(({ slug }) => slug)
  expect(shelf).toHaveLength(6)
  expect(slugs.filter((slug) => fieldOf.get(slug) === field).length).toBeGreaterThan(3)
  const named = shelf.flatMap(({ reason }) => {
    return [...reason.matchAll(/《([^》]+)》/g)].map(([, title]) => title)
  })
  expect(named.length).toBeGreaterThan(3)
  expect(shelf.map(({ reason }) => reason).join('\n')).not.toMatch(/category:|const|undefined/)
  expect(titles).toEqual(expect.arrayContaining([...new Set(named)]))
  return slugs
}

/** Says no to the first card; it goes, another comes, and it does not come back. */
async function dismissFirst(page: Page, before: string[]): Promise<void> {
  const [first = ''] = before
  await page.getByRole('button', { name: '不感兴趣' }).first().click()
  const isThere = () => page.locator(`article.suggestion h3 a[href*="/${first}?"]`).count()
  await expect.poll(isThere).toBe(0)
  expect(new URL(page.url()).pathname).toBe('/')
  await page.reload()
  await page.getByRole('heading', { name: '为你推荐' }).waitFor()
  expect(await isThere()).toBe(0)
  expect(await shelfOf(page)).toHaveLength(6)
}

test('the model that is served foretold the last days better than popularity', async () => {
  const [card] = await served()
  const ndcg = (kind: string) => card?.rows.find((row) => row.kind === kind)?.test.ndcg ?? 0
  expect(ndcg('popularity')).toBeGreaterThan(0)
  expect(ndcg(card?.chosen ?? '')).toBeGreaterThanOrEqual(1.2 * ndcg('popularity'))
})

describe('somebody nobody knows', () => {
  test('reads three pieces and finds a shelf of their field, for true reasons', async () => {
    const { page, complaints } = await newReader()
    await page.goto(site.url)
    expect(await page.getByRole('heading', { name: '为你推荐' }).count()).toBe(0)
    const titles = await readAll(page, coding)
    const shelf = await expectShelfOf(page, 'programming', titles)
    expect(shelf.filter((slug) => coding.includes(slug))).toEqual([])
    await dismissFirst(page, shelf)

    await page.goto(`${site.url}/recommendations`)
    const basis = page.getByRole('region', { name: '推荐的依据' })
    for (const title of titles) await basis.getByRole('link', { name: title }).waitFor()
    await page.getByRole('button', { name: '关掉推荐' }).click()
    await page.getByText('推荐已关闭。').waitFor()
    await basis.getByText('还没有依据').waitFor()
    await page.goto(site.url)
    expect(await page.getByRole('heading', { name: '为你推荐' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })
})

describe('a member', () => {
  test('is served by what they read, says no, and turns it off', async () => {
    const { page, complaints } = await newReader()
    await page.goto(`${site.url}/register`)
    await page.getByLabel('用户名').fill(member.username)
    await page.getByLabel('邮箱').fill(member.email)
    await page.getByLabel('密码').fill(member.password)
    await page.getByRole('main').getByRole('button', { name: '注册' }).click()
    await page.waitForURL(`${site.url}/`)
    await page.getByRole('heading', { name: '大家在读' }).waitFor()
    const titles = await readAll(page, resting)
    const shelf = await expectShelfOf(page, 'well-being', titles)
    await dismissFirst(page, shelf)

    await page.goto(`${site.url}/recommendations`)
    const basis = page.getByRole('region', { name: '推荐的依据' })
    for (const title of titles) await basis.getByRole('link', { name: title }).waitFor()
    await page.getByLabel('根据我看过的内容推荐').uncheck()
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('推荐已关闭。').waitFor()
    await basis.getByText('还没有依据').waitFor()
    const [kept] = await sql`select count(*)::int as n from item_views v
      join people p on p.id = v.person_id where p.email = ${member.email}`
    expect(kept?.n).toBe(0)
    await page.goto(site.url)
    await page.getByRole('heading', { name: '大家在读' }).waitFor()
    const reasons = (await shelfOf(page)).map(({ reason }) => reason)
    expect(new Set(reasons)).toEqual(new Set(['读的人多']))
    expect(complaints).toEqual([])
  })
})
