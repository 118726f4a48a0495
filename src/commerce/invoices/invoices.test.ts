import { afterEach, describe, expect, test } from 'vitest'
import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import { consume } from '#platform/events/consume.ts'
import { openRefundShop } from '#tests/refund-shop.ts'
import { BASE } from '#tests/shop.ts'

const shop = await openRefundShop()
const { as, sql, support, worker, bought, part, carry } = shop
const COMPANY = {
  kind: 'company',
  name: '问渠科技有限公司',
  taxNumber: '91350100M000100Y43',
} as const
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\nCANARY-INVOICE\n%%EOF\n')
const DAY = 86_400_000

afterEach(() => commerce.configureInvoices(null))

async function requested(prices = [6_000n, 4_000n]) {
  const sale = await bought('alipay', prices)
  const titleId = await commerce.saveTitle(as(sale.buyer), COMPANY)
  const invoice = await commerce.requestInvoice(as(sale.buyer), sale.number, { titleId })
  return { ...sale, titleId, invoice }
}

async function issued(prices?: bigint[]) {
  const one = await requested(prices)
  const upload = { issuedNumber: '24312000000012345678', bytes: PDF }
  await commerce.issueInvoice(as(support), one.invoice, upload)
  return one
}

async function refund(number: string, lines: ReturnType<typeof part>[]) {
  await commerce.refundOrder(as(support), number, { reason: '退', baseUrl: BASE, lines })
  await carry()
  await taken()
}

/** What the worker does with what has happened. */
async function taken() {
  const consumer = { name: 'invoice-corrections', take: commerce.alignInvoice }
  while ((await consume(as(worker), consumer)) > 0);
}

async function of(buyer: Actor, number: string) {
  const { invoices } = await commerce.getInvoicesOfOrder(as(buyer), number)
  return invoices.map(({ status, amount }) => [status, amount.minor])
}

const mailsTo = async (buyer: { personId: string }) =>
  (
    await sql`select subject from mails where recipient =
      (select email from people where id = ${buyer.personId}) and subject like '%发票%'`
  ).length

describe('asking', () => {
  test('is for the buyer, once, for what was paid', async () => {
    const { buyer, number, titleId } = await requested()
    expect(await of(buyer, number)).toEqual([['requested', 10_000n]])
    const again = commerce.requestInvoice(as(buyer), number, { titleId })
    await expect(again).rejects.toMatchObject({ code: 'invoice.already_requested' })
    const stranger = await shop.buyer('他')
    const theirs = commerce.requestInvoice(as(stranger), number, { titleId })
    await expect(theirs).rejects.toMatchObject({ code: 'order.not_found' })
    await expect(commerce.getInvoicesOfOrder(as(stranger), number)).rejects.toMatchObject({
      code: 'order.not_found',
    })
  })

  test('of eight requests at once one is made', async () => {
    const { buyer, number } = await bought('wechat', [5_000n])
    const titleId = await commerce.saveTitle(as(buyer), COMPANY)
    const ask = () =>
      commerce.requestInvoice(as(buyer), number, { titleId }).then(
        () => 'made',
        ({ code }) => code,
      )
    const outcomes = await Promise.all(Array.from({ length: 8 }, ask))
    expect(outcomes.filter((one) => one === 'made')).toHaveLength(1)
    expect(new Set(outcomes)).toEqual(new Set(['made', 'invoice.already_requested']))
  })

  test('after 360 days, or when all was given back, there is nothing to ask for', async () => {
    const { buyer, number } = await bought('alipay', [5_000n])
    const titleId = await commerce.saveTitle(as(buyer), COMPANY)
    const ask = (now?: number) => {
      const ctx = as(buyer)
      return commerce.requestInvoice(
        { ...ctx, now: new Date(ctx.now.getTime() + (now ?? 0)) },
        number,
        { titleId },
      )
    }
    await expect(ask(361 * DAY)).rejects.toMatchObject({ code: 'invoice.too_late' })
    await refund(number, [part(0, 5_000n)])
    await expect(ask()).rejects.toMatchObject({ code: 'invoice.not_invoiceable' })
  })

  test('again after a rejection, whose reason the buyer reads', async () => {
    const { buyer, number, titleId, invoice } = await requested()
    const reject = commerce.rejectInvoice(as(support), invoice, { note: ' ' })
    await expect(reject).rejects.toMatchObject({ code: 'invoice.note_needed' })
    await commerce.rejectInvoice(as(support), invoice, { note: '抬头不全' })
    expect(await mailsTo(buyer)).toBe(1)
    await commerce.requestInvoice(as(buyer), number, { titleId })
    expect(await of(buyer, number)).toEqual([
      ['requested', 10_000n],
      ['rejected', 10_000n],
    ])
  })
})

describe('issuing by upload', () => {
  test('gives buyer and staff the same bytes, strangers nothing, the database a box', async () => {
    const { buyer, invoice } = await issued()
    const mine = await commerce.getInvoiceDocument(as(buyer), invoice, 'blue')
    expect([mine.mime, Buffer.compare(mine.bytes, PDF)]).toEqual(['application/pdf', 0])
    await commerce.getInvoiceDocument(as(support), invoice, 'blue')
    const [audited] = await sql`select count(*)::int from audit_log where action = 'invoice.read'`
    expect(audited?.count).toBe(1)
    for (const who of [await shop.buyer('他'), shop.creator]) {
      const theirs = commerce.getInvoiceDocument(as(who), invoice, 'blue')
      await expect(theirs).rejects.toMatchObject({ code: 'invoice.not_found' })
    }
    const [file] = await sql`select box from invoice_files limit 1`
    expect(Buffer.from(file?.box).includes('CANARY-INVOICE')).toBe(false)
    expect(await mailsTo(buyer)).toBe(1)
  })

  test('takes PDF and OFD by their bytes and nothing else, up to 2 MB', async () => {
    const { invoice } = await requested()
    const ofd = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.from('..OFD.xml..')])
    const bad = [
      [Buffer.from('<html>%PDF-</html>'), 'invoice.bad_document'],
      [Buffer.from('%PDF-1.7 cut off'), 'invoice.bad_document'],
      [Buffer.from('PK\x03\x04 any zip', 'latin1'), 'invoice.bad_document'],
      [Buffer.concat([PDF, Buffer.alloc(2_000_000)]), 'media.too_large'],
    ] as const
    for (const [bytes, code] of bad) {
      const upload = commerce.issueInvoice(as(support), invoice, {
        issuedNumber: '12345678',
        bytes,
      })
      await expect(upload).rejects.toMatchObject({ code })
    }
    const number = commerce.issueInvoice(as(support), invoice, { issuedNumber: '1', bytes: ofd })
    await expect(number).rejects.toMatchObject({ code: 'invoice.bad_number' })
    await commerce.issueInvoice(as(support), invoice, { issuedNumber: '12345678', bytes: ofd })
    const twice = commerce.issueInvoice(as(support), invoice, {
      issuedNumber: '1'.repeat(8),
      bytes: ofd,
    })
    await expect(twice).rejects.toMatchObject({ code: 'invoice.wrong_status' })
  })

  test('is for staff that handles money', async () => {
    const { buyer, invoice } = await requested()
    for (const who of [buyer, shop.creator]) {
      const upload = commerce.issueInvoice(as(who), invoice, {
        issuedNumber: '12345678',
        bytes: PDF,
      })
      await expect(upload).rejects.toMatchObject({ kind: 'forbidden' })
      await expect(commerce.listInvoices(as(who), { view: 'waiting' })).rejects.toMatchObject({
        kind: 'forbidden',
      })
    }
  })
})

describe('money given back', () => {
  test('before it is issued makes the request smaller, and with all of it void', async () => {
    const { buyer, number } = await requested()
    await refund(number, [part(0, 6_000n)])
    expect(await of(buyer, number)).toEqual([['requested', 4_000n]])
    await refund(number, [part(1, 4_000n)])
    expect(await of(buyer, number)).toEqual([['withdrawn', 4_000n]])
  })

  test('all of it calls for a red letter, after which nothing is issued again', async () => {
    const { buyer, number, invoice } = await issued([5_000n])
    await refund(number, [part(0, 5_000n)])
    expect(await of(buyer, number)).toEqual([['red_due', 5_000n]])
    await commerce.redLetterInvoice(as(support), invoice, { redNumber: '87654321', bytes: PDF })
    expect(await of(buyer, number)).toEqual([['red_lettered', 5_000n]])
    expect(await mailsTo(buyer)).toBe(2)
    await commerce.getInvoiceDocument(as(buyer), invoice, 'red')
  })

  test('a part of it: a red letter for the whole, and the rest is queued anew', async () => {
    const { buyer, number, invoice } = await issued()
    await refund(number, [part(0, 6_000n)])
    await commerce.redLetterInvoice(as(support), invoice, { redNumber: '87654321' })
    expect(await of(buyer, number)).toEqual([
      ['requested', 4_000n],
      ['red_lettered', 10_000n],
    ])
    const { items } = await commerce.listInvoices(as(support), { view: 'waiting' })
    expect(items.find(({ orderNumber }) => orderNumber === number)?.title.name).toBe(COMPANY.name)
  })

  test('a refund that fails after all calls the red letter off', async () => {
    const { buyer, number, ref } = await issued([5_000n])
    await refund(number, [part(0, 5_000n)])
    expect(await of(buyer, number)).toEqual([['red_due', 5_000n]])
    const [made] = await sql`select out_refund_no from refunds r join charges c
      on c.id = r.charge_id where c.out_trade_no = ${ref.outTradeNo}`
    const { settleRefundFact } = await import('../refunds/settle-refund-fact.ts')
    await settleRefundFact(as(worker), made?.out_refund_no, {
      outRefundNo: made?.out_refund_no,
      status: 'failed',
      amount: null,
      code: 'bank_sent_it_back',
      isReversal: true,
    })
    await taken()
    expect(await of(buyer, number)).toEqual([['issued', 5_000n]])
  })
})

describe('a provider', () => {
  function fake(replies: commerce.InvoiceReply[]) {
    const asked: (commerce.InvoiceOrder & { action: string })[] = []
    const answer = (action: string) => async (order: commerce.InvoiceOrder) => {
      asked.push({ ...order, action })
      return replies.shift() ?? ({ kind: 'pending' } as const)
    }
    commerce.configureInvoices({ issue: answer('issue'), redLetter: answer('red') })
    return asked
  }
  const done = (issuedNumber: string) => ({ kind: 'done', issuedNumber, document: PDF }) as const
  async function send(hours = 24) {
    shop.pass(hours * 3_600_000)
    await commerce.sendDueInvoices(as(worker))
  }

  test('is asked under one number until it is done, then cancels and issues the rest', async () => {
    const unclear = { kind: 'unknown', code: 'http_502' } as const
    const asked = fake([unclear, { kind: 'pending' }, done('11111111')])
    const { buyer, number, invoice } = await requested()
    expect(await of(buyer, number)).toEqual([['issuing', 10_000n]])
    for (let round = 0; round < 3; round++) await send()
    expect(await of(buyer, number)).toEqual([['issued', 10_000n]])
    expect(asked.map((order) => [order.number, order.amount])).toEqual(
      Array.from({ length: 3 }, () => [invoice, '100.00']),
    )
    await send()
    expect(asked).toHaveLength(3)
    const red = fake([done('22222222'), done('33333333')])
    await refund(number, [part(0, 6_000n)])
    await send()
    await send()
    expect(await of(buyer, number)).toEqual([
      ['issued', 4_000n],
      ['red_lettered', 10_000n],
    ])
    expect(red.map(({ action, cancels, amount }) => [action, cancels, amount])).toEqual([
      ['red', '11111111', '100.00'],
      ['issue', null, '40.00'],
    ])
  })

  test('that refuses, or sends what is no invoice, leaves it to a person', async () => {
    const nonsense = { ...done('11111111'), document: Buffer.from('<html>') }
    fake([{ kind: 'refused', code: 'no_quota' }, nonsense, done('11111111')])
    const { buyer, number, invoice } = await requested()
    await send()
    const { invoice: refused } = await commerce.getInvoice(as(support), invoice)
    expect([refused.status, refused.code]).toEqual(['requested', 'no_quota'])
    await commerce.sendInvoice(as(support), invoice)
    await send()
    expect((await commerce.getInvoice(as(support), invoice)).invoice.code).toBe(
      'invoice.bad_document',
    )
    await commerce.sendInvoice(as(support), invoice)
    await send()
    expect(await of(buyer, number)).toEqual([['issued', 10_000n]])
  })

  test('is not asked by two processes at once, and staff may be first', async () => {
    const asked = fake([])
    const { buyer, number, invoice } = await requested()
    shop.pass(1)
    await Promise.all([commerce.sendDueInvoices(as(worker)), commerce.sendDueInvoices(as(worker))])
    expect(asked.filter((order) => order.number === invoice)).toHaveLength(1)
    await commerce.issueInvoice(as(support), invoice, { issuedNumber: '44444444', bytes: PDF })
    await send()
    expect(await of(buyer, number)).toEqual([['issued', 10_000n]])
  })

  test('is not configured: there is nobody to send to', async () => {
    const { invoice } = await requested()
    await expect(commerce.sendInvoice(as(support), invoice)).rejects.toMatchObject({
      code: 'invoice.no_provider',
    })
  })
})
