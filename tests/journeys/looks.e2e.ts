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
  const transfer = await claimTransfer(page)
  const course = await firstLink(page, '/catalog?kind=course&price=paid', '/courses/')
  const lesson = await firstLink(page, course, `${course}/lessons/`)
  const checkout = await firstLink(page, course, '/checkout/')
  const chosen = ['/', '/catalog', bought, course, lesson, checkout, '/library', '/account/coupons']
  return [...chosen, order, `${order}/refund`, transfer.replace('/transfer', '/pay'), transfer]
}

/** Orders by the owner's own code and says that the money was sent; returns that page's address. */
async function claimTransfer(page: Page): Promise<string> {
  const article = await lastLink(page, '/catalog?kind=article&price=paid', '/articles/')
  await page.goto(site.url + article)
  await page.getByRole('link', { name: /购买全文/ }).click()
  await page.getByText('个人收款码').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByLabel('转账单号后四位').fill('尾号 8866')
  await page.getByRole('button', { name: '提交，等站长核对' }).click()
  await page.getByText('已提交，站长核对到账后就会开通').waitFor()
  return new URL(page.url()).pathname
}

/** What a site that sells has set: a code of one's own, no hold, and every refund asked for. */
async function openShop(page: Page): Promise<void> {
  await logIn(page, site.url, { email: creator.email, password: demoPassword })
  await page.goto(`${site.url}/studio/settings`)
  await page.getByLabel('支付宝收款码内容').fill('https://qr.alipay.com/fkx0123456789')
  await page.getByLabel('自助退款天数').fill('0')
  await page.locator('[name=refundChargesUse]').uncheck()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  await page.goto(`${site.url}/studio/money/rules`)
  await page.getByLabel('结算期（天）').fill('0')
  await page.getByRole('button', { name: '保存' }).first().click()
  await page.getByText('已保存').waitFor()
}

/** The order that was bought waits for a decision on its refund. */
async function askForRefund(page: Page, order: string): Promise<void> {
  await page.goto(`${site.url}${order}/refund`)
  await page.getByLabel(/为什么退/).fill('买重了')
  await page.getByRole('button', { name: /提交申请/ }).click()
  await page.getByText('等站长处理').waitFor()
}

/** Has money paid out, and returns the addresses of whoever looks after the site's money. */
async function pagesOfMoney(page: Page): Promise<string[]> {
  await page.goto(`${site.url}/studio/money/account`)
  await page.getByLabel('账号').fill('linqingyuan@example.com')
  await page.getByLabel('真实姓名').fill('林清源')
  await page.getByRole('button', { name: '保存' }).click()
  const payable = async () => {
    await page.goto(`${site.url}/studio/money`)
    return page.getByRole('button', { name: '提现' }).count()
  }
  await expect.poll(payable, { timeout: 110_000, interval: 1_000 }).toBe(1)
  await page.getByRole('button', { name: '提现' }).click()
  await page.getByText('提现已提交').waitFor()
  const payout = await firstLink(page, '/studio/money/payouts', '/studio/money/payouts/P')
  const statement = await firstLink(page, '/studio/money', '/studio/money/statements/')
  const money = ['', '/account', '/payouts', '/rules'].map((rest) => `/studio/money${rest}`)
  const order = await lastLink(page, '/studio/orders', '/studio/orders/W')
  const queues = [
    'refunds',
    'transfers',
    'books',
    'invoices',
    'disputes',
    'coupons',
    'settings',
    'selftest',
  ].map((name) => `/studio/${name}`)
  return [order, ...money, payout, statement, ...queues, `${site.sandboxUrl}/console`]
}

async function lastLink(page: Page, from: string, start: string): Promise<string> {
  await page.goto(site.url + from)
  const links = page.getByRole('main').locator(`a[href^="${start}"]`)
  return (await links.last().getAttribute('href')) ?? ''
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
    await page.goto(new URL(path, site.url).href)
    await page.evaluate(() => {
      for (const closed of document.querySelectorAll('details')) closed.open = true
    })
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
  await openShop(author)
  const paths = await pagesOfBuyer(reader)
  const found: string[] = []
  for (const path of paths) found.push(...(await flaws(reader, path)))
  const refund = paths.find((path) => path.endsWith('/refund')) ?? ''
  await askForRefund(reader, refund.replace('/refund', ''))
  found.push(...(await flaws(reader, refund.replace('/refund', ''))))
  expect(found).toEqual([])
  expect(complaints).toEqual([])
})

test('so can what an author works with', async () => {
  const editor = await firstLink(author, '/studio/items', '/studio/items/')
  const pages = ['/studio', editor, `${editor}/income`, ...(await pagesOfMoney(author))]
  const found: string[] = []
  for (const path of pages) found.push(...(await flaws(author, path)))
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
