import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { connect } from '#platform/postgres/db.ts'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { demoPassword } from '../../db/seed/people.ts'

const CREATOR = 'linqingyuan@example.com'
const PASSWORD = '半亩方塘一鉴开 2026'
const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser: Browser = await openBrowser()
const socket = encodeURIComponent(join(dataDir, 'postgres', 'socket'))
const { sql, close } = connect(`postgres://postgres@localhost/wenqu?host=${socket}`, { max: 2 })
afterAll(async () => {
  await browser.close()
  await close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

/** A browser of its own; whatever its console reports as an error fails the journey. */
async function newPerson(): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1280, height: 900 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, complaints }
}

async function booksAreBalanced(): Promise<boolean> {
  const [books] = await sql`select coalesce(sum(amount_minor), 0)::text as sum from ledger_entries`
  return books?.sum === '0'
}

async function paidCourse(): Promise<{ title: string; slug: string; locked: string }> {
  const [course] = await sql`select i.title, i.slug, (select l.id from lessons l
      join chapters c on c.id = l.chapter_id
      where l.course_id = i.id and not l.free_preview
      order by c.position, l.position limit 1) as locked
    from items i where i.kind = 'course' and i.access = 'sold' and i.status = 'published'
    order by (select count(*) from lessons l where l.course_id = i.id) desc limit 1`
  return course as unknown as { title: string; slug: string; locked: string }
}

/** Pays at the cashier that stands for the wallet, which leads back to the site. */
const wallets = {
  alipay: {
    choice: '支付宝',
    pay: async (page: Page) => {
      await page.getByTestId('alipay-pay').click()
      await followBack(page, 'alipay')
    },
  },
  wechat: {
    choice: '微信支付',
    pay: async (page: Page) => {
      await page.getByRole('link', { name: '打开模拟收银台' }).click()
      await page.getByTestId('wechat-pay').click()
      await followBack(page, 'wechat')
    },
  },
}

async function followBack(page: Page, wallet: 'alipay' | 'wechat'): Promise<void> {
  if (page.url().startsWith(site.url)) return
  await page
    .getByTestId(`${wallet}-complete`)
    .or(page.getByTestId(`${wallet}-back`))
    .first()
    .click()
}

describe.each(['alipay', 'wechat'] as const)('paying by %s', (wallet) => {
  test('visitor → search → preview → register → buy → study → refund → locked again', async () => {
    const course = await paidCourse()
    const lessonPath = `/courses/${encodeURIComponent(course.slug)}/lessons/${course.locked}`
    const { page, complaints } = await newPerson()

    await page.goto(site.url)
    await page.getByRole('searchbox').first().fill(course.title.slice(0, 4))
    await page.getByRole('searchbox').first().press('Enter')
    await page.getByRole('link', { name: course.title }).first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(decodeURIComponent(new URL(page.url()).pathname)).toBe(`/courses/${course.slug}`)
    await page.getByRole('link', { name: '先试读' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.goto(site.url + lessonPath)
    await page.getByText('这一讲要购买课程后才能学').waitFor()

    await page.goto(`${site.url}/courses/${encodeURIComponent(course.slug)}`)
    await page.getByRole('link', { name: '购买课程' }).click()
    await page.getByRole('link', { name: '第一次来？注册' }).click()
    const name = `reader_${wallet}`
    await page.getByLabel('用户名').fill(name)
    await page.getByLabel('邮箱').fill(`${name}@example.com`)
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('main').getByRole('button', { name: '注册' }).click()

    await page.getByText(wallets[wallet].choice).first().click()
    await page.getByRole('button', { name: /提交订单并付款/ }).click()
    await wallets[wallet].pay(page)
    await page.getByText('付款成功').waitFor()
    const number = /W[0-9A-Z]{15}/.exec(page.url())?.[0] ?? ''
    expect(number).not.toBe('')
    expect(await booksAreBalanced()).toBe(true)

    await page.goto(site.url + lessonPath)
    await page.getByRole('heading', { level: 1 }).waitFor()
    expect(await page.getByText('这一讲要购买课程后才能学').count()).toBe(0)
    await page.goto(`${site.url}/library`)
    await page.getByRole('link', { name: course.title }).first().waitFor()

    await refundAsCreator(number)
    await page.goto(site.url + lessonPath)
    await page.getByText('这一讲要购买课程后才能学').waitFor()
    const [order] = await sql`select status from orders where number = ${number}`
    expect(order?.status).toBe('refunded')
    expect(await booksAreBalanced()).toBe(true)
    expect(complaints).toEqual([])
  })
})

async function refundAsCreator(number: string): Promise<void> {
  const { page, complaints } = await newPerson()
  await page.goto(`${site.url}/login`)
  await page.getByLabel('邮箱或用户名').fill(CREATOR)
  await page.getByLabel('密码').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
  await page.goto(`${site.url}/studio/orders/${number}`)
  await page.getByText('退款', { exact: true }).last().click()
  await page.getByLabel('退款原因').fill('试过了，不合适')
  await page.getByRole('button', { name: /确认退款/ }).click()
  await page.getByText('退款已发起').waitFor()
  // WeChat Pay confirms a refund some seconds later; the page shows it once it is there.
  await expect
    .poll(
      async () => {
        await page.reload()
        return page.getByText('已退款').count()
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBeGreaterThan(0)
  expect(complaints).toEqual([])
  await page.context().close()
}
