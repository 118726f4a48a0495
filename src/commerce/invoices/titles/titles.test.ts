import { describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import { openShop } from '#tests/shop.ts'

const shop = await openShop()
const { as, sql } = shop
const COMPANY = {
  kind: 'company',
  name: '问渠科技有限公司',
  taxNumber: '91350100M000100Y43',
} as const

describe('titles', () => {
  test('the first is the default, another may be, and removing it passes it on', async () => {
    const buyer = await shop.buyer('买')
    const first = await commerce.saveTitle(as(buyer), { kind: 'personal', name: '张三' })
    shop.pass(1)
    const second = await commerce.saveTitle(as(buyer), COMPANY)
    const defaults = async () =>
      (await commerce.listTitles(as(buyer))).flatMap(({ id, isDefault }) => (isDefault ? [id] : []))
    expect(await defaults()).toEqual([first])
    await commerce.setDefaultTitle(as(buyer), second)
    expect(await defaults()).toEqual([second])
    await commerce.removeTitle(as(buyer), second)
    expect(await defaults()).toEqual([first])
  })

  test('are nobody else’s, and cannot be read in the database', async () => {
    const [buyer, other] = [await shop.buyer('买'), await shop.buyer('他')]
    const id = await commerce.saveTitle(as(buyer), COMPANY)
    await expect(commerce.removeTitle(as(other), id)).rejects.toMatchObject({ kind: 'not_found' })
    expect(await commerce.listTitles(as(other))).toEqual([])
    const [row] = await sql`select details from invoice_titles where id = ${id}`
    expect(row?.details).not.toContain('91350100M000100Y43')
  })

  test('a wrong tax number is said to be one', async () => {
    const wrong = { ...COMPANY, taxNumber: '91350100M000100Y44' }
    const save = commerce.saveTitle(as(await shop.buyer('买')), wrong)
    await expect(save).rejects.toMatchObject({ code: 'invoice.bad_tax_number' })
  })
})
