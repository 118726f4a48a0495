import { expect, test } from 'vitest'
import { passToNoon, reconcileAll } from '#tests/reconciling.ts'
import { openSite } from '#tests/site.ts'

const site = await openSite()
const { sandbox } = site

test('a difference is seen and closed on the page, which then says zero', async () => {
  const one = await site.buy(await site.buyer('差'), [await site.publish('差')], 'alipay')
  const { outTradeNo } = one.ref
  const faults = [
    { kind: 'amountDelta', outTradeNo, deltaFen: 5 },
    { kind: 'extraRow', outTradeNo: '=cmd()', fen: 1 },
  ] as const
  sandbox.control.faults.set('alipay', { bill: [...faults] })
  await passToNoon(sandbox)
  await reconcileAll(site.as(site.worker))
  const browser = await site.opens('support')

  const read = async () => (await browser.ask('/studio/books')).text()
  const before = await read()
  expect(before).toContain('还没有核对过')
  expect(before).toContain('2 处差异待处理')
  expect(before).toContain('金额不同')
  expect(before).toContain('不认得的单号')
  expect(before).toContain(outTradeNo)
  expect(before).toMatch(/<li title="[\d-]+ · 有差异">/)
  const csv = await (await browser.ask('/studio/books/differences.csv')).text()
  expect(csv).toContain(",'=cmd(),")

  const ids = [...new Set([...before.matchAll(/name="id" value="([^"]+)"/g)].map(([, id]) => id))]
  expect(ids).toHaveLength(2)
  for (const id of ids) {
    const closed = { intent: 'resolve', id: id ?? '', note: '已与客服核对' }
    expect((await browser.submit('/studio/books', closed)).status).toBe(303)
  }
  await browser.submit('/studio/books', { intent: 'check' })
  const after = await read()
  expect(after).toContain('<strong class="font-serif text-3xl">账目相符</strong>')
  expect(after).toContain('0 处差异待处理')
  expect(after).not.toContain('· 有差异"')
})
