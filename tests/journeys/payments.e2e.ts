import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { connect } from '#platform/postgres/db.ts'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { creator, demoPassword } from '../../db/seed/people.ts'

const PASSWORD = '半亩方塘一鉴开 2026'
const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser = await openBrowser()
const socket = encodeURIComponent(join(dataDir, 'postgres', 'socket'))
const { sql, close } = connect(`postgres://postgres@localhost/wenqu?host=${socket}`, { max: 2 })
const complaints: string[] = []
afterAll(async () => {
  await browser.close()
  await close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

async function newPage(options: { phone?: boolean } = {}): Promise<Page> {
  const viewport = options.phone ? { width: 390, height: 844 } : { width: 1280, height: 900 }
  const context = await browser.newContext({ locale: 'zh-CN', viewport })
  return watched(await context.newPage())
}

function watched(page: Page): Page {
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return page
}

let people = 0

/** Somebody new who has chosen a course and stands before the checkout. */
async function atCheckout(): Promise<{ page: Page; itemId: string }> {
  const page = await newPage()
  people += 1
  const name = `payer_${people}`
  await page.goto(`${site.url}/register`)
  await page.getByLabel('用户名').fill(name)
  await page.getByLabel('邮箱').fill(`${name}@example.com`)
  await page.getByLabel('密码').fill(PASSWORD)
  await page.getByRole('main').getByRole('button', { name: '注册' }).click()
  await page.getByText('退出').first().waitFor({ state: 'attached' })
  const [item] = await sql`select i.id from items i join prices p on p.item_id = i.id
    where i.kind = 'course' and i.access = 'sold' and i.status = 'published'
    order by p.amount_minor limit 1`
  const itemId = String(item?.id)
  await page.goto(`${site.url}/checkout/${itemId}`)
  return { page, itemId }
}

async function order(page: Page, method: RegExp): Promise<string> {
  await page.getByText(method).first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/checkout'))
  const [row] = await sql`select number from orders order by created_at desc limit 1`
  return String(row?.number)
}

async function follow(page: Page): Promise<void> {
  if (page.url().startsWith(site.url)) return
  await page.locator('[data-testid$=-complete], [data-testid$=-back]').first().click()
}

async function logInAsOwner(): Promise<Page> {
  const page = await newPage()
  await page.goto(`${site.url}/login`)
  await page.getByLabel('邮箱或用户名').fill(creator.email)
  await page.getByLabel('密码').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
  await page.getByText('退出').first().waitFor({ state: 'attached' })
  return page
}

async function until(what: () => Promise<unknown>, wanted: unknown): Promise<void> {
  await expect.poll(what, { timeout: 90_000, interval: 300 }).toEqual(wanted)
}

/** What a person may do to the sandbox from outside. */
async function control(origin: string, name: string, body: unknown): Promise<void> {
  const keys = readFileSync(join(dataDir, 'sandbox', 'sandbox-keys.json'), 'utf8')
  const response = await fetch(`${origin}/__control/${name}`, {
    method: 'POST',
    headers: { 'x-simulator-secret': JSON.parse(keys).controlSecret },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
}

const statusOf = async (number: string) =>
  (await sql`select status from orders where number = ${number}`)[0]?.status

async function expectBalanced(): Promise<void> {
  const [books] = await sql`select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries`
  expect(books?.sum).toBe('0')
}

test('a card is declined by Stripe, the next one pays', async () => {
  const { page } = await atCheckout()
  const number = await order(page, /Stripe/)
  await page.getByTestId('stripe-fail').click()
  await page.getByTestId('stripe-pay').click()
  await follow(page)
  await page.getByText('付款成功').waitFor()
  expect(await statusOf(number)).toBe('paid')
})

test('a payment that failed at one wallet is made with another, on the same order', async () => {
  const { page } = await atCheckout()
  const number = await order(page, /支付宝/)
  await page.getByTestId('alipay-fail').click()
  await page.goto(`${site.url}/orders/${number}`)
  await page.getByRole('link', { name: '去付款' }).click()
  await page.getByText('微信支付').first().click()
  await page.getByRole('button', { name: '去付款' }).click()
  await page.getByRole('link', { name: '打开模拟收银台' }).click()
  await page.getByTestId('wechat-pay').click()
  await follow(page)
  await page.getByText('付款成功').waitFor()
  const [orders] = await sql`select count(*)::int as n from orders where number = ${number}`
  expect(orders?.n).toBe(1)
  expect(await statusOf(number)).toBe('paid')
})

test('paid in two tabs by two wallets: the second payment goes back by itself', async () => {
  const { page } = await atCheckout()
  const number = await order(page, /支付宝/)
  const other = watched(await page.context().newPage())
  await other.goto(`${site.url}/orders/${number}/pay`)
  await other.getByText('微信支付').first().click()
  await other.getByRole('button', { name: '去付款' }).click()
  await other.getByRole('link', { name: '打开模拟收银台' }).click()
  await page.getByTestId('alipay-pay').click()
  await other.getByTestId('wechat-pay').click()
  await until(() => statusOf(number), 'paid')
  const states = async () =>
    (
      await sql`select c.status, r.status as refund from charges c
        join orders o on o.id::text = c.subject left join refunds r on r.charge_id = c.id
        where o.number = ${number} order by c.status`
    ).map(({ status, refund }) => [status, refund])
  await until(states, [
    ['duplicate', 'succeeded'],
    ['settled', null],
  ])
  await expectBalanced()
})

test('a learner sees what comes back and why, and gives a course back', async () => {
  const { page, itemId } = await atCheckout()
  const number = await order(page, /微信支付/)
  await page.getByRole('link', { name: '打开模拟收银台' }).click()
  await page.getByTestId('wechat-pay').click()
  await follow(page)
  await page.getByText('付款成功').waitFor()
  const [lesson] = await sql`select l.id, i.slug from lessons l join items i on i.id = l.course_id
    where i.id = ${itemId} and not l.free_preview limit 1`
  await page.goto(`${site.url}/courses/${encodeURIComponent(lesson?.slug)}/lessons/${lesson?.id}`)
  await page.goto(`${site.url}/orders/${number}`)
  await page.getByRole('link', { name: '申请退款' }).click()
  await page.getByText('已经打开的课').waitFor()
  await page.getByText(/打开过 1／\d+ 课/).waitFor()
  await page.getByLabel(/为什么退/).fill('和想的不一样')
  await page.getByRole('button', { name: /确认退回/ }).click()
  await page.getByText('退款已发起').waitFor()
  await until(() => statusOf(number), 'refunded')
  const [row] = await sql`select refunded_minor < total_minor as less from orders
    where number = ${number}`
  expect(row?.less).toBe(true)
  await expectBalanced()
})

test('sold by a person’s own code: exact amount, proof, approval on a phone', async () => {
  const owner = await logInAsOwner()
  await owner.goto(`${site.url}/studio/settings`)
  await owner.getByLabel('支付宝收款码内容').fill('https://qr.alipay.com/fkx0123456789')
  await owner.getByRole('button', { name: '保存' }).click()
  await owner.getByText('已保存').waitFor()
  const { page } = await atCheckout()
  const number = await order(page, /个人收款码/)
  await page.getByText('请一分不差地转这个数').waitFor()
  await page.getByLabel('转账单号后四位').fill('尾号 8866')
  await page.getByRole('button', { name: '提交，等站长核对' }).click()
  await page.getByText('已提交，站长核对到账后就会开通').waitFor()
  await owner.setViewportSize({ width: 390, height: 844 })
  await owner.goto(`${site.url}/studio/transfers`)
  await owner.getByText('尾号 8866').waitFor()
  await owner.getByRole('button', { name: '到账了' }).first().click()
  await owner.getByText('已处理').waitFor()
  await page.getByText('付款成功').waitFor()
  expect(await statusOf(number)).toBe('paid')
  await expectBalanced()
})

test('paid after the order ended, the money buys what was ordered', async () => {
  const { page } = await atCheckout()
  const number = await order(page, /支付宝/)
  const cashier = new URL(page.url()).origin
  await page.getByTestId('alipay-pay-late').click()
  await sql`update charges c set expires_at = now() - interval '1 minute', ask_at = now()
    from orders o where o.id::text = c.subject and o.number = ${number}`
  await sql`update orders set expires_at = now() - interval '1 minute' where number = ${number}`
  await until(() => statusOf(number), 'expired')
  // An hour passes at the gateway, whose money now comes after its own deadline too.
  await control(cashier, 'advance', { ms: 3_600_000 })
  await until(() => statusOf(number), 'paid')
  await page.goto(`${site.url}/orders/${number}`)
  await page.getByText('已付款').first().waitFor()
  expect(complaints).toEqual([])
})
