import type { Browser } from 'playwright-core'
import { afterAll, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'

const dataDir = temporaryFolder()
const site = await startSite(dataDir)
const browser: Browser = await openBrowser()
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

const userAgent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 ' +
  '(KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.50'

/** What WeChat's browser gives a page: a wallet that is first dismissed and then pays. */
function fakeBridge() {
  type Answer = (result: { err_msg: string }) => void
  const own = window as unknown as {
    WeixinJSBridge: object
    asked: unknown[]
    playWallet: (parcel: string) => Promise<void>
  }
  own.asked = []
  own.WeixinJSBridge = {
    invoke: (name: string, parameters: { package: string }, answer: Answer) => {
      own.asked.push([name, parameters])
      if (own.asked.length === 1) return answer({ err_msg: 'get_brand_wcpay_request:cancel' })
      own
        .playWallet(parameters.package)
        .then(() => answer({ err_msg: 'get_brand_wcpay_request:ok' }))
    },
  }
}

test('inside WeChat: buy → who pays → wallet dismissed → wallet again → paid', async () => {
  const context = await browser.newContext({
    locale: 'zh-CN',
    userAgent,
    viewport: { width: 390, height: 844 },
  })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.exposeFunction('playWallet', async (parcel: string) => {
    const body = new URLSearchParams(`${parcel}&action=pay`)
    await fetch(`${site.sandboxUrl.trim()}/wechat/cashier`, { method: 'POST', body })
  })
  await page.addInitScript(fakeBridge)

  await page.goto(`${site.url}/register`)
  await page.getByLabel('用户名').fill('reader_inside')
  await page.getByLabel('邮箱').fill('reader_inside@example.com')
  await page.getByLabel('密码').fill('半亩方塘一鉴开 2026')
  await page.getByRole('main').getByRole('button', { name: '注册' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/register'))
  await page.goto(`${site.url}/catalog?kind=course&price=paid`)
  await page.getByRole('main').locator('a[href^="/courses/"]').first().click()
  await page.getByRole('link', { name: '购买课程' }).first().click()
  await page.getByText('微信支付').first().click()
  await page.getByRole('button', { name: /提交订单并付款/ }).click()
  await page.waitForURL(/\/orders\/W[0-9A-Z]{15}\/pay\?method=wechat(#|$)/)
  await page.getByRole('button', { name: '去付款' }).click()
  await page.getByText('正在打开微信支付').waitFor()
  await page.getByRole('button', { name: '打开微信支付' }).click()
  await page.getByText('付款成功').waitFor()
  expect(complaints).toEqual([])
  await context.close()
})
