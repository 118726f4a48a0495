import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, describe, expect, test } from 'vitest'
import { openBrowser } from '#tests/browser.ts'
import { removeFolder, startSite, temporaryFolder } from '#tests/running-site.ts'
import { newVisitor, statusOf, untilAlive } from '#tests/visitor.ts'

const PASSWORD = '春江水暖鸭先知 2026'
const film = join(import.meta.dirname, '../../db/seed/recordings/attention-loop.mp4')
const nextMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
const dataDir = temporaryFolder()
const site = await startSite(dataDir, { args: ['--empty'] })
const browser = await openBrowser()
const owner = await newVisitor(browser)
const reader = await newVisitor(browser)
afterAll(async () => {
  await browser.close()
  expect(await site.stop()).toBe(0)
  removeFolder(dataDir)
})

async function begin(page: Page, kind: '文章' | '课程', title: string): Promise<void> {
  await page.goto(`${site.url}/studio/items`)
  await page.getByLabel('体裁').selectOption({ label: kind })
  await page.getByLabel('题目').fill(title)
  await page.getByRole('button', { name: '开始写' }).click()
  await page.getByRole('textbox', { name: '正文' }).waitFor()
  await untilAlive(page)
}

/** Does it, and waits until the server has what came of it. */
async function saved(page: Page, change: () => Promise<unknown>): Promise<void> {
  const answered = page.waitForResponse(
    (response) => response.url().endsWith('/save') && response.ok(),
  )
  await change()
  await answered
  await page.getByRole('status').filter({ hasText: '已保存' }).waitFor()
}

/** Presses a button of the publishing panel, which saves first and then loads the page again. */
async function pressed(page: Page, name: string): Promise<void> {
  const done = page.waitForResponse(
    (response) => response.request().method() === 'POST' && response.status() === 303,
  )
  await page.getByRole('button', { name, exact: true }).click()
  await done
  await page.getByRole('status').filter({ hasText: '已完成。' }).waitFor()
  await untilAlive(page)
}

async function setPrice(page: Page, price: string): Promise<void> {
  await saved(page, () => page.getByLabel('阅读权限').selectOption({ label: '付费' }))
  await page.getByLabel('价格（元）').fill(price)
  await pressed(page, '定价')
}

/** The address the item has in public, read off the published item's own link. */
async function publicAddress(page: Page): Promise<string> {
  const path = await page.getByRole('link', { name: '查看' }).getAttribute('href')
  return site.url + path
}

function noComplaints(): void {
  expect([...owner.complaints, ...reader.complaints]).toEqual([])
}

async function picture(): Promise<Buffer> {
  const background = { r: 190, g: 220, b: 210 }
  return sharp({ create: { width: 900, height: 600, channels: 3, background } })
    .png()
    .toBuffer()
}

describe('an author on a new site', () => {
  test('sets the site up on one page and stands in the studio', async () => {
    const { page } = owner
    await page.goto(site.url)
    await page.getByRole('heading', { name: '安顿新站' }).waitFor()
    await page.getByLabel('站名').fill('春水书院')
    await page.getByLabel('用户名').fill('shuinuan')
    await page.getByLabel('邮箱').fill('owner@example.com')
    await page.getByLabel('密码').fill(PASSWORD)
    await page.getByRole('button', { name: '完成，进入创作室' }).click()
    await page.getByRole('heading', { name: '概览' }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/studio')
    expect(await statusOf(page, `${site.url}/setup`)).toBe(410)
    noComplaints()
  })

  test('writes, pictures, prices and publishes; a visitor gets the free half only', async () => {
    const { page } = owner
    await begin(page, '文章', '春江水暖')
    const text = page.getByRole('textbox', { name: '正文' })
    await saved(page, () => text.fill('竹外桃花三两枝。'))
    await text.press('Control+End')
    await page.getByLabel('插入图片').setInputFiles({
      name: '桃花.png',
      mimeType: 'image/png',
      buffer: await picture(),
    })
    await expect.poll(() => text.inputValue()).toContain('![桃花](asset:')
    await text.press('Control+End')
    await page.getByRole('button', { name: '付费线' }).click()
    await expect.poll(() => text.inputValue()).toContain('<!--more-->')
    await text.press('Control+End')
    await saved(page, () => page.keyboard.type('\n\n蒌蒿满地芦芽短。'))

    await page.getByRole('button', { name: '预览' }).click()
    const preview = page.getByRole('region', { name: '预览' })
    await preview.getByText('以下为付费内容').waitFor()
    await preview.getByText('蒌蒿满地芦芽短。').waitFor()
    const shown = preview.getByRole('img', { name: '桃花' })
    await expect
      .poll(() => shown.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth))
      .toBeGreaterThan(0)
    await page.getByRole('button', { name: '写作' }).click()
    await setPrice(page, '12.50')
    await pressed(page, '发表')

    await reader.page.goto(await publicAddress(page))
    await reader.page.getByText('竹外桃花三两枝。').waitFor()
    await reader.page.getByRole('link', { name: '购买全文 ¥12.50' }).waitFor()
    expect(await reader.page.content()).not.toContain('蒌蒿')
    noComplaints()
  })

  test('gives it a new address, to which the old one leads, and takes it down', async () => {
    const { page } = owner
    const before = await publicAddress(page)
    await saved(page, async () => {
      await page.getByLabel('网址名').fill('chun-jiang')
      await page.getByLabel('网址名').blur()
    })
    await reader.page.goto(before)
    expect(reader.page.url()).toBe(`${site.url}/articles/chun-jiang`)
    await pressed(page, '下架')
    expect(await statusOf(reader.page, `${site.url}/articles/chun-jiang`)).toBeGreaterThan(400)
    await page.goto(`${site.url}/studio/items?status=archived`)
    await page.getByRole('link', { name: '春江水暖' }).waitFor()
    noComplaints()
  })

  test('sets a day for another piece, which nobody sees before', async () => {
    const { page } = owner
    await begin(page, '文章', '惠崇晚景')
    const text = page.getByRole('textbox', { name: '正文' })
    await saved(page, () => text.fill('正是河豚欲上时。'))
    await page.getByText('定时发表', { exact: true }).click()
    await page.getByLabel('发表时间').fill(`${nextMonth}T08:30`)
    await pressed(page, '定下')
    const [year, month, day] = nextMonth.split('-').map(Number)
    await page.getByText(new RegExp(`将于 ${year}.*${month}.*${day}.* 08:30 发表`)).waitFor()
    const slug = await page.getByLabel('网址名').inputValue()
    expect(await statusOf(reader.page, `${site.url}/articles/${encodeURIComponent(slug)}`)).toBe(
      404,
    )
    noComplaints()
  })

  test('loses nothing while the site cannot be reached or fails, and is told so', async () => {
    const { page } = owner
    await begin(page, '文章', '断网时写')
    const text = page.getByRole('textbox', { name: '正文' })
    const save = '**/studio/items/*/save'
    const written = '写到一半断了网。'
    page.on('dialog', (dialog) => void dialog.accept())

    await page.route(save, (route) => route.abort('internetdisconnected'))
    await text.fill(written)
    await page.getByText('没有保存成功').waitFor()
    await page.getByRole('alert').getByText('你写的内容还在').waitFor()
    expect(await text.inputValue()).toBe(written)

    await page.reload()
    await untilAlive(page)
    expect(await text.inputValue()).toBe('')
    await page.unroute(save)
    await saved(page, () => page.getByRole('button', { name: '找回来' }).click())
    expect(await text.inputValue()).toBe(written)

    await page.route(save, (route) => route.fulfill({ status: 500, body: 'broken' }))
    await text.fill(`${written}又坏了。`)
    await page.getByText('没有保存成功').waitFor()
    await page.getByRole('alert').getByText('你写的内容还在').waitFor()
    // It tries again by itself.
    await saved(page, () => page.unroute(save))
    await page.reload()
    expect(await text.inputValue()).toBe(`${written}又坏了。`)

    // The browser itself reports the requests that the journey broke, and nothing else.
    const own = owner.complaints.splice(0)
    expect(own.filter((line) => !line.startsWith('Failed to load resource'))).toEqual([])
    expect(own.length).toBeGreaterThanOrEqual(2)
  })

  test('builds a course of text and film, orders it anew and gives a part away', async () => {
    const { page } = owner
    await begin(page, '课程', '潮信')
    await saved(page, () => page.getByRole('textbox', { name: '正文' }).fill('一月有余，潮两回。'))
    await setPrice(page, '59')
    await page.getByRole('link', { name: '编排课程目录' }).click()
    for (const title of ['潮来', '潮去']) {
      const form = page.locator('form').filter({ has: page.getByLabel('新的一章') })
      await form.getByLabel('新的一章').fill(title)
      await form.getByRole('button', { name: '添加' }).click()
      await page.getByRole('region', { name: title }).waitFor()
    }
    await addLesson(page, '文字', '听潮')
    await saved(page, () => page.getByRole('textbox', { name: '正文' }).fill('八月十八潮。'))
    await page.getByRole('link', { name: '课程目录' }).click()
    await addLesson(page, '视频', '观潮')
    await saved(page, () => page.getByLabel('上传文件').setInputFiles(film))
    await saved(page, () => page.getByLabel('可以免费试读').check())

    await page.getByRole('link', { name: '课程目录' }).click()
    const first = page.getByRole('region', { name: '潮来' })
    await first.getByRole('button', { name: '上移“观潮”' }).click()
    await expect
      .poll(() => first.getByRole('listitem').allInnerTexts())
      .toMatchObject([expect.stringContaining('观潮'), expect.stringContaining('听潮')])
    await page.getByRole('link', { name: '潮信' }).click()
    await untilAlive(page)
    await pressed(page, '发表')

    const visitor = reader.page
    await visitor.goto(await publicAddress(page))
    await visitor.getByText('¥59').first().waitFor()
    await visitor.getByRole('link', { name: '先试读' }).click()
    await visitor.getByRole('heading', { level: 1, name: '观潮' }).waitFor()
    const video = visitor.locator('video')
    await expect
      .poll(() => video.evaluate((film: HTMLVideoElement) => film.duration))
      .toBeGreaterThan(60)
    await visitor.getByRole('link', { name: /听潮/ }).first().click()
    await visitor.getByText('这一讲要购买课程后才能学').waitFor()
    expect(await visitor.content()).not.toContain('八月十八潮')
    noComplaints()
  })
})

async function addLesson(page: Page, kind: string, title: string): Promise<void> {
  const chapter = page.getByRole('region', { name: '潮来' })
  await chapter.getByLabel('体裁').selectOption({ label: kind })
  await chapter.getByLabel('新的一讲').fill(title)
  await chapter.getByRole('button', { name: '添加' }).click()
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await untilAlive(page)
}
