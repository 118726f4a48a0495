import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { logIn, newVisitor, typeLogIn } from '#tests/visitor.ts'
import { demoPassword, learner } from '../../db/seed/people.ts'

const person = { username: 'ting_yu', email: 'tingyu@example.com' }
const FIRST = '小楼一夜听春雨 2026'
const SECOND = '深巷明朝卖杏花 2026'
const THIRD = '矮纸斜行闲作草 2026'
const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser = await openBrowser()
const { page, complaints } = await newVisitor(browser)
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

async function logOut(page: Page): Promise<void> {
  await page.getByTitle(/的菜单$/).click()
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('link', { name: '登录', exact: true }).first().waitFor()
}

async function isLoggedIn(page: Page): Promise<boolean> {
  await page.goto(`${site.url}/account`)
  return new URL(page.url()).pathname === '/account'
}

test('registers, logs out, and mends a forgotten password by the mail in the outbox', async () => {
  await page.goto(`${site.url}/register`)
  await page.getByLabel('用户名').fill(person.username)
  await page.getByLabel('邮箱').fill(person.email)
  await page.getByLabel('密码').fill(FIRST)
  await page.getByRole('main').getByRole('button', { name: '注册' }).click()
  await page.waitForURL(`${site.url}/`)
  expect(await isLoggedIn(page)).toBe(true)
  await logOut(page)
  expect(await isLoggedIn(page)).toBe(false)

  await page.getByRole('link', { name: '忘记密码？' }).click()
  await page.getByLabel('邮箱').fill(person.email)
  await page.getByRole('button', { name: '发送邮件' }).click()
  await page.getByText('信已经寄出').waitFor()
  await page.goto(`${site.url}/outbox`)
  const mail = page.getByRole('article').filter({ hasText: person.email }).first()
  await mail.getByRole('link').first().click()
  await page.getByLabel('新密码').fill(SECOND)
  await page.getByRole('button', { name: '设定新密码' }).click()
  await page.getByText('新密码已生效').waitFor()
  expect(complaints).toEqual([])

  await page.goto(`${site.url}/login`)
  await typeLogIn(page, { email: person.email, password: FIRST })
  await page.getByText('邮箱或密码不对。').waitFor()
  expect(await page.getByLabel('邮箱或用户名').inputValue()).toBe(person.email)
  expect(await page.getByLabel('密码').inputValue()).toBe('')
  await typeLogIn(page, { email: person.username, password: SECOND })
  await page.waitForURL(`${site.url}/`)
  // The browser reports the refused log-in's status, 401, and nothing else.
  expect(complaints.splice(0)).toEqual([expect.stringContaining('401')])
})

test('sees its sessions, ends another, and keeps this one when the password changes', async () => {
  const phone = await newVisitor(browser, { userAgent: 'Mozilla/5.0 (iPhone) Safari/604.1' })
  await logIn(phone.page, site.url, { email: person.email, password: SECOND })
  await page.goto(`${site.url}/account`)
  const sessions = page.getByRole('region', { name: '登录的设备' }).getByRole('listitem')
  expect(await sessions.count()).toBe(2)
  await sessions.getByRole('button', { name: '退出' }).click()
  await page.getByText('已退出。').waitFor()
  expect(await sessions.count()).toBe(1)
  expect(await isLoggedIn(phone.page)).toBe(false)

  await logIn(phone.page, site.url, { email: person.email, password: SECOND })
  await page.getByLabel('现在的密码').fill(SECOND)
  await page.getByLabel('新密码', { exact: true }).fill(THIRD)
  await page.getByLabel('再输一次新密码').fill(THIRD)
  await page.getByRole('button', { name: '修改密码' }).click()
  await page.getByText('密码已修改。').waitFor()
  expect(await isLoggedIn(page)).toBe(true)
  expect(await isLoggedIn(phone.page)).toBe(false)
  await phone.page.context().close()
  expect([...complaints, ...phone.complaints]).toEqual([])
})

test('keeps the chosen light and the chosen language from page to page', async () => {
  const theme = () =>
    page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  await page.goto(site.url)
  const light = await theme()
  await page.getByRole('button', { name: '切换明暗' }).click()
  await expect.poll(theme).not.toBe(light)
  const dark = await theme()
  await page.goto(`${site.url}/catalog`)
  expect(await theme()).toBe(dark)
  await page.getByRole('button', { name: '切换明暗' }).click()
  await expect.poll(theme).toBe(light)

  await page.getByRole('link', { name: 'EN · English' }).first().click()
  await page.getByRole('heading', { level: 1, name: 'Catalogue' }).waitFor()
  expect(page.url()).toBe(`${site.url}/catalog`)
  await page.goto(`${site.url}/account`)
  await page.getByRole('heading', { name: 'Change password' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('en')
  await page.getByRole('link', { name: '中文 · Chinese' }).first().click()
  await page.getByRole('heading', { name: '修改密码' }).waitFor()
  expect(complaints).toEqual([])
})

test('goes by keyboard: first to the text, and always shows where it is', async () => {
  await page.goto(`${site.url}/catalog`)
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: '跳到正文' })
  expect(await skip.evaluate((link) => link === document.activeElement)).toBe(true)
  expect((await skip.boundingBox())?.y).toBeGreaterThanOrEqual(0)
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const at = document.activeElement
      if (!at) return false
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at)
      const outlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
      return outlined || boxShadow !== 'none' ? true : at.outerHTML.slice(0, 120)
    })
    expect(seen).toBe(true)
  }
  expect(complaints).toEqual([])
})

test('works without any script: logs in, searches and buys as far as the cashier', async () => {
  const plain = await newVisitor(browser, { javaScriptEnabled: false })
  const { page } = plain
  await logIn(page, site.url, { email: learner.email, password: demoPassword })
  const box = page.getByRole('searchbox').first()
  await box.fill('幂等')
  await box.press('Enter')
  await page.getByRole('link', { name: /幂等/ }).first().click()
  await page.getByRole('link', { name: /购买全文/ }).click()
  await page.getByText('支付宝').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByTestId('alipay-pay').waitFor()
  expect(page.url().startsWith(site.url)).toBe(false)
  await page.goto(`${site.url}/orders`)
  await page.getByText('待付款').first().waitFor()
  await page.context().close()
  expect(plain.complaints).toEqual([])
})
