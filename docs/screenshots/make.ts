// node docs/screenshots/make.ts: starts the demo site on a fresh data folder and takes its pictures
// anew. Needs the pages built (`npm run build`) and the Node that comes with the packages.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { logIn, newVisitor, untilAlive } from '#tests/visitor.ts'
import { creator, demoPassword, learner } from '../../db/seed/people.ts'

/** What a page that shows several of them can bear. */
const MAX_BYTES = 120_000
const desk = { viewport: { width: 1440, height: 900 } }
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 }
const night = { colorScheme: 'dark' } as const

const dataDir = temporaryFolder()
const site = await startSite(dataDir, { env: { DEMO_READERS: '1' } })
const browser = await openBrowser()
try {
  await readerPictures()
  await buyerPictures()
  await authorPictures()
  await shelfPictures()
} finally {
  await browser.close()
  await site.stop()
  removeFolder(dataDir)
}

async function openPage(options: BrowserContextOptions): Promise<Page> {
  const { page } = await newVisitor(browser, { reducedMotion: 'reduce', ...options })
  return page
}

async function readerPictures(): Promise<void> {
  const page = await openPage(desk)
  const article = await linkFrom(page, '/catalog?kind=article&price=free', '/articles/')
  const paid = await linkFrom(page, '/catalog?kind=article&price=paid', '/articles/')
  const course = await linkFrom(page, '/catalog?kind=course&price=paid', '/courses/')
  const lesson = await linkFrom(page, course, `${course}/lessons/`)
  await take(page, 'home', '/')
  await take(page, 'course', course)
  await take(page, 'article', article)
  await take(await openPage({ ...desk, locale: 'en' }), 'home-en', '/')
  await take(await openPage({ ...desk, ...night }), 'catalogue-dark', '/catalog')
  await take(await openPage({ ...desk, ...night }), 'lesson-dark', lesson)
  await take(await openPage(phone), 'article-phone', paid)
  await take(await openPage({ ...phone, ...night }), 'home-phone-dark', '/')
}

async function buyerPictures(): Promise<void> {
  const page = await openPage(desk)
  await logIn(page, site.url, { email: learner.email, password: demoPassword })
  const course = await linkFrom(page, '/catalog?kind=course&price=paid', '/courses/')
  const checkout = await linkFrom(page, course, '/checkout/')
  await take(page, 'checkout', checkout)
  await page.getByText('微信支付').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByRole('link', { name: '打开模拟收银台' }).waitFor()
  await take(page, 'pay')
  await page.getByRole('link', { name: '打开模拟收银台' }).click()
  await page.getByTestId('wechat-pay').click()
  await page.getByTestId('wechat-complete').or(page.getByTestId('wechat-back')).first().click()
  await page.getByText('付款成功').waitFor()
  const lesson = await linkFrom(page, course, `${course}/lessons/`)
  await page.goto(site.url + lesson)
  await take(page, 'library', '/library')
  await refundPicture(page)
}

/** What giving a course back would bring, after a few of its lessons were opened. */
async function refundPicture(page: Page): Promise<void> {
  const order = await linkFrom(page, '/orders', '/orders/W')
  await take(page, 'refund', `${order}/refund`)
}

async function authorPictures(): Promise<void> {
  const page = await openPage(desk)
  await logIn(page, site.url, { email: creator.email, password: demoPassword })
  await take(page, 'studio', '/studio')
  const article = await page.getByRole('link', { name: '半亩方塘' }).first().getAttribute('href')
  await page.goto(site.url + article)
  await untilAlive(page)
  await page.getByRole('button', { name: '对照' }).click()
  await page.getByRole('region', { name: '预览' }).getByRole('heading').first().waitFor()
  await take(page, 'editor')
  await take(page, 'order', await linkFrom(page, '/studio/orders', '/studio/orders/W'))
  await page.goto(`${site.url}/studio/books`)
  await page.getByRole('button', { name: '现在核对一遍' }).click()
  await page.waitForURL(/done=/)
  await take(page, 'books', '/studio/books')
  await take(page, 'money', '/studio/money')
  await page.goto(`${site.sandboxUrl}/console`)
  await take(page, 'sandbox')
}

/** The pages of somebody who read three pieces of one field, once the site has learnt. */
async function shelfPictures(): Promise<void> {
  const { page: first } = await newVisitor(browser)
  const userAgent = (await first.evaluate(() => navigator.userAgent)).replace('Headless', '')
  const page = await openPage({ ...desk, userAgent })
  for (const slug of ['read-unfamiliar-code', 'names-are-design', 'log-like-a-witness']) {
    await page.goto(`${site.url}/articles/${slug}`)
    const itemId = await page.locator('[data-look]').getAttribute('data-look')
    await page.waitForResponse((response) => {
      if (!response.url().endsWith('/api/views')) return false
      return response.request().postDataJSON().itemId === itemId
    })
  }
  const shelf = page.getByRole('heading', { name: '为你推荐' })
  for (let tries = 0; tries < 300; tries++) {
    await page.goto(site.url)
    if ((await shelf.count()) > 0) break
    await page.waitForTimeout(1_000)
  }
  await shelf.evaluate((heading) => heading.scrollIntoView())
  await take(page, 'home-shelf')
  await take(page, 'recommendations', '/recommendations')
  const author = await openPage(desk)
  await logIn(author, site.url, { email: creator.email, password: demoPassword })
  await take(author, 'recommending', '/studio/recommendations')
  await take(author, 'audience', '/studio/audience')
}

async function linkFrom(page: Page, from: string, start: string): Promise<string> {
  await page.goto(site.url + from)
  const links = page.getByRole('main').locator(`a[href^="${start}"]`)
  return (await links.first().getAttribute('href')) ?? ''
}

async function take(page: Page, name: string, path?: string): Promise<void> {
  if (path) await page.goto(site.url + path)
  await page.evaluate(() => document.fonts.ready)
  await page.waitForLoadState('networkidle')
  const picture = sharp(await page.screenshot())
  for (const quality of [82, 72, 62, 50]) {
    const webp = await picture.webp({ quality, effort: 6 }).toBuffer()
    if (webp.length > MAX_BYTES) continue
    writeFileSync(join(import.meta.dirname, `${name}.webp`), webp)
    process.stdout.write(`${name}.webp ${Math.round(webp.length / 1024)} KB\n`)
    return
  }
  throw new Error(`${name} does not fit into ${MAX_BYTES} bytes`)
}
