import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'

export type Visitor = {
  page: Page
  /** Whatever the browser's console called an error; a journey ends with none. */
  complaints: string[]
}

/** Somebody with a browser of their own, who reads Chinese unless told otherwise. */
export async function newVisitor(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width: 1280, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  return { page, complaints }
}

export async function logIn(
  page: Page,
  url: string,
  person: { email: string; password: string },
): Promise<void> {
  await page.goto(`${url}/login`)
  await typeLogIn(page, person)
  await page.waitForURL((address) => address.pathname !== '/login')
}

/** Fills in and sends the form of the page at hand. */
export async function typeLogIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel('邮箱或用户名').fill(email)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('main').getByRole('button', { name: '登录' }).click()
}

/** Until React answers: a click before that is a click on a picture of the page. */
export async function untilAlive(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('main button')].some((button) =>
      Object.keys(button).some((key) => key.startsWith('__reactProps')),
    ),
  )
}

/** How far the page can be moved sideways, in pixels: something sticks out when this is not 0. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth - clientWidth
  })
}

/** Opens an address the page may answer with a refusal, which the console calls an error. */
export async function statusOf(page: Page, url: string): Promise<number> {
  const response = await page.request.get(url, { headers: { accept: 'text/html' } })
  expect(response).not.toBeNull()
  return response.status()
}
