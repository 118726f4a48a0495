import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { creator, demoPassword, learner } from '../../db/seed/people.ts'

const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser = await openBrowser()
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

async function logIn(email: string): Promise<{ page: Page; complaints: string[] }> {
  const viewport = { width: 1280, height: 900 }
  const page = await (await browser.newContext({ locale: 'zh-CN', viewport })).newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${site.url}/login`)
  await page.getByLabel('邮箱或用户名').fill(email)
  await page.getByLabel('密码').fill(demoPassword)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
  await page.getByText('退出').first().waitFor({ state: 'attached' })
  return { page, complaints }
}

async function buySomething(): Promise<void> {
  const { page } = await logIn(learner.email)
  await page.goto(`${site.url}/catalog?kind=course&price=paid`)
  await page.locator('main a[href^="/courses/"]').first().click()
  await page.getByRole('link', { name: '购买课程' }).click()
  await page.getByText('支付宝').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.getByTestId('alipay-pay').click()
  const back = page.getByTestId('alipay-complete').or(page.getByTestId('alipay-back'))
  if (!page.url().startsWith(site.url)) await back.first().click()
  await page.getByText('付款成功').waitFor()
  await page.context().close()
}

/** The worker looks every minute or so; the page shows it once it is there. */
async function untilShown(page: Page, text: string): Promise<void> {
  const seen = async () => {
    await page.reload()
    return page.getByText(text).count()
  }
  await expect.poll(seen, { timeout: 110_000, interval: 1_000 }).toBeGreaterThan(0)
}

function verifyLedger(): Promise<number> {
  const env = { ...process.env, DATA_DIR: dataDir }
  const cwd = resolve(import.meta.dirname, '../..')
  return new Promise((done) => {
    execFile(process.execPath, ['src/verify-ledger.ts'], { cwd, env }, (error) =>
      done(Number(error?.code ?? 0)),
    )
  })
}

test('what is sold is held, settled, paid out, and told in a statement', async () => {
  const { page, complaints } = await logIn(creator.email)
  await page.goto(`${site.url}/studio/money/rules`)
  await page.getByLabel('结算期（天）').fill('0')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存').waitFor()
  await buySomething()

  await page.goto(`${site.url}/studio/money`)
  await page.getByRole('link', { name: '填写收款账户' }).click()
  await page.getByLabel('账号').fill('linqingyuan@example.com')
  await page.getByLabel('真实姓名').fill('林清源')
  await page.getByRole('button', { name: '保存' }).click()
  await untilShown(page, '最多 ')
  await page.getByRole('button', { name: '提现' }).click()
  await page.getByText('提现已提交').waitFor()
  await untilShown(page, '已到账')

  await page.goto(`${site.url}/studio/money`)
  await page.getByRole('link', { name: '对账单' }).click()
  await page.getByRole('cell', { name: /^提现/ }).waitFor()
  const closing = page.locator('.sums div', { hasText: '期末余额' })
  expect(await closing.textContent()).toContain('¥0.00')
  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载 CSV' }).click(),
  ])
  expect(readFileSync(await csv.path(), 'utf8')).toContain('期末余额,,,,0.00')
  const [pdf] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载 PDF' }).click(),
  ])
  expect(
    readFileSync(await pdf.path())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  expect(complaints).toEqual([])
  expect(await verifyLedger()).toBe(0)
})
