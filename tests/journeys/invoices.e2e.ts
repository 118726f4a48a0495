import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { creator, demoPassword, learner } from '../../db/seed/people.ts'

const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser = await openBrowser()
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n%%EOF\n')
const COMPANY = '问渠科技有限公司'
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

async function logIn(email: string): Promise<Page> {
  const viewport = { width: 1280, height: 900 }
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport })).newPage()
  page.setDefaultTimeout(60_000)
  await page.goto(`${site.url}/login`)
  await page.getByLabel('邮箱或用户名').fill(email)
  await page.getByLabel('密码').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
  await page.getByText('退出').first().waitFor({ state: 'attached' })
  return page
}

/** Buys a course and returns the address of the order. */
async function buySomething(page: Page): Promise<string> {
  await page.goto(`${site.url}/catalog?kind=course&price=paid`)
  await page.locator('main a[href^="/courses/"]').first().click()
  await page.getByRole('link', { name: '购买课程' }).click()
  await page.getByText('支付宝').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByTestId('alipay-pay').click()
  await backFromCashier(page)
  await page.getByText('付款成功').waitFor()
  return page.url().replace(/\?.*/, '')
}

async function backFromCashier(page: Page): Promise<void> {
  const back = page.getByTestId('alipay-complete').or(page.getByTestId('alipay-back'))
  if (!page.url().startsWith(site.url)) await back.first().click()
}

test('an invoice is asked for, issued and downloaded; a complaint has its evidence', async () => {
  const buyer = await logIn(learner.email)
  const order = await buySomething(buyer)
  await buyer.goto(`${site.url}/account/invoices`)
  await buyer.getByLabel('抬头名称').fill(COMPANY)
  await buyer.getByLabel('税号').fill('91350100M000100Y44')
  await buyer.getByRole('button', { name: '保存抬头' }).click()
  await buyer.getByText('税号不对').waitFor()
  await buyer.getByLabel('税号').fill('91350100M000100Y43')
  await buyer.getByRole('button', { name: '保存抬头' }).click()
  await buyer.getByText('已保存。').waitFor()
  await buyer.goto(order)
  await buyer.getByRole('link', { name: '发票', exact: true }).click()
  await buyer.getByRole('button', { name: '申请发票' }).click()
  await buyer.getByText('等待开具').waitFor()

  const staff = await logIn(creator.email)
  await staff.goto(`${site.url}/studio/invoices`)
  await staff.locator('main a[href^="/studio/invoices/F"]').first().click()
  await staff.getByText('91350100M000100Y43').waitFor()
  await staff.getByLabel('发票号码').fill('24312000000012345678')
  const file = { name: '发票.pdf', mimeType: 'application/pdf', buffer: PDF }
  await staff.getByLabel(/发票文件/).setInputFiles(file)
  await staff.getByRole('button', { name: '开具' }).click()
  await staff.getByText('已处理。').waitFor()

  await buyer.reload()
  const [document] = await Promise.all([
    buyer.waitForEvent('download'),
    buyer.getByRole('link', { name: '下载发票' }).click(),
  ])
  expect(Buffer.compare(readFileSync(await document.path()), PDF)).toBe(0)

  await staff.goto(`${site.url}/studio/disputes`)
  await staff.getByText('登记投诉').click()
  await staff.getByLabel('订单号').fill(order.split('/').at(-1) ?? '')
  await staff.getByLabel('投诉内容').fill('付款人说没有收到课程')
  await staff.getByRole('button', { name: '登记', exact: true }).click()
  await staff.getByLabel(/我方说明/).fill('付款当天已经开通。')
  await staff.getByRole('button', { name: '保存说明' }).click()
  await staff.getByText('已处理。').waitFor()
  const [pack] = await Promise.all([
    staff.waitForEvent('download'),
    staff.getByRole('link', { name: '下载证据包' }).click(),
  ])
  const zip = readFileSync(await pack.path())
  expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\x03\x04')
  expect(zip.toString('utf8')).toContain('付款当天已经开通。')
})

test('the self-test of a gateway walks there and back', async () => {
  const owner = await logIn(creator.email)
  await owner.goto(`${site.url}/studio/selftest`)
  const alipay = owner.getByRole('region', { name: '支付宝' })
  await alipay.getByRole('button', { name: /自检/ }).click()
  await alipay.getByRole('link', { name: '去付款' }).click()
  await owner.getByTestId('alipay-pay').click()
  await backFromCashier(owner)
  const passed = async () => {
    await owner.goto(`${site.url}/studio/selftest`)
    await alipay.getByRole('button', { name: '看看走到哪里了' }).click()
    await alipay.waitFor()
    return alipay.getByText('全部通过。').count()
  }
  await expect.poll(passed, { timeout: 60_000, interval: 1_000 }).toBe(1)
})
