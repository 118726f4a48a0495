import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { logIn, newVisitor, overflowOf } from '#tests/visitor.ts'
import { creator, demoPassword } from '../../db/seed/people.ts'

const buyer = { username: 'kanhua', email: 'kanhua@example.com', password: '看花人不知春深 2026' }
const looks = [
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
] as const
const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser = await openBrowser()
const { page: reader, complaints } = await newVisitor(browser)
const { page: author, complaints: more } = await newVisitor(browser)
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

/** Buys a piece, and returns the addresses a buyer has. */
async function pagesOfBuyer(page: Page): Promise<string[]> {
  await page.goto(`${site.url}/register`)
  await page.getByLabel('用户名').fill(buyer.username)
  await page.getByLabel('邮箱').fill(buyer.email)
  await page.getByLabel('密码').fill(buyer.password)
  await page.getByRole('main').getByRole('button', { name: '注册' }).click()
  await page.waitForURL(`${site.url}/`)
  const bought = await firstLink(page, '/catalog?kind=article&price=paid', '/articles/')
  await page.goto(site.url + bought)
  await page.getByRole('link', { name: /购买全文/ }).click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByTestId('alipay-pay').click()
  await page.getByText('付款成功').waitFor()
  const order = new URL(page.url()).pathname
  const course = await firstLink(page, '/catalog?kind=course&price=paid', '/courses/')
  const lesson = await firstLink(page, course, `${course}/lessons/`)
  const checkout = await firstLink(page, course, '/checkout/')
  return ['/', '/catalog', bought, course, lesson, checkout, '/library', order]
}

async function firstLink(page: Page, from: string, start: string): Promise<string> {
  await page.goto(site.url + from)
  const path = await page
    .getByRole('main')
    .locator(`a[href^="${start}"]`)
    .first()
    .getAttribute('href')
  return path ?? ''
}

/** What axe finds that keeps somebody from using the page, and what sticks out sideways. */
async function flaws(page: Page, path: string): Promise<string[]> {
  const found: string[] = []
  for (const { colorScheme, ...size } of looks) {
    const look = `${path} ${size.width}px ${colorScheme}`
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(site.url + path)
    found.push(...(await flawsOf(page)).map((flaw) => `${look}: ${flaw}`))
  }
  return found
}

async function flawsOf(page: Page): Promise<string[]> {
  const overflow = await overflowOf(page)
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run(),
  )
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  return [
    ...(overflow > 0 ? [`${overflow}px too wide`] : []),
    ...grave.map(({ id, nodes }) => `${id} at ${nodes[0]?.html.slice(0, 140)}`),
  ]
}

test('what a reader meets can be read and used by everybody, on a phone and at night', async () => {
  const found: string[] = []
  for (const path of await pagesOfBuyer(reader)) found.push(...(await flaws(reader, path)))
  expect(found).toEqual([])
  expect(complaints).toEqual([])
})

test('so can what an author works with', async () => {
  await logIn(author, site.url, { email: creator.email, password: demoPassword })
  const editor = await firstLink(author, '/studio/items', '/studio/items/')
  const found: string[] = []
  for (const path of ['/studio', editor]) found.push(...(await flaws(author, path)))
  expect(found).toEqual([])
  expect(more).toEqual([])
})

test('finds the flaws that are planted', async () => {
  await author.setViewportSize({ width: 390, height: 844 })
  await author.goto(`${site.url}/catalog`)
  await author.evaluate(() => {
    const planted = '<img src="/icon.svg"><div>wide</div><input>'
    document.querySelector('main')?.insertAdjacentHTML('beforeend', planted)
    const wide = document.querySelector<HTMLElement>('main > div:last-of-type')
    if (wide) wide.style.width = '500px'
  })
  const found = (await flawsOf(author)).join('\n')
  expect(found).toMatch(/too wide/)
  expect(found).toMatch(/image-alt/)
  expect(found).toMatch(/label at/)
})
