import { decodeJwt } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import * as library from '#library'
import { PASSWORD } from '#tests/cast.ts'
import { openSite } from '#tests/site.ts'
import type { GatewayName } from '../../simulators/engine/faults.ts'

const site = await openSite()
const { sandbox, sql } = site
const machine = site.browser()
type Answer = { status: number; body: Record<string, unknown> }
type Placed = { orderNumber: string; amount: string; action: { kind: string; url?: string } }

async function call(path: string, body: unknown, headers = {}): Promise<Answer> {
  const response = await machine.json(path, body, headers)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const tokenOf = async (email: string): Promise<string> =>
  String((await call('/api/users/login', { email, password: PASSWORD })).body.token)

const bearerOf = async (email: string) => ({ Authorization: `Bearer ${await tokenOf(email)}` })
const newcomer = { username: 'Lu_Jiuyuan', email: 'Lu@example.test', password: PASSWORD }

describe('POST /api/users/register', () => {
  test('answers 201 in these words', async () => {
    const made = await call('/api/users/register', newcomer)
    expect(made).toEqual({ status: 201, body: { message: '用户注册成功' } })
  })

  test.each([
    { ...newcomer },
    { ...newcomer, email: 'other@example.test' },
    { ...newcomer, username: 'LU_JIUYUAN', email: 'other@example.test' },
    { ...newcomer, username: 'another', email: 'lU@EXAMPLE.test' },
  ])('answers 400 in these words to %o, whatever the case', async (taken) => {
    expect(await call('/api/users/register', taken)).toEqual({
      status: 400,
      body: { error: '用户名或邮箱已存在' },
    })
  })

  test.each([
    [{ ...newcomer, email: 'no address' }, 400],
    [{ ...newcomer, username: 'a', email: 'x1@example.test' }, 400],
    [{ ...newcomer, username: 'x2', email: 'x2@example.test', password: '12345678' }, 400],
    [{ ...newcomer, username: 'x3', email: 'x3@example.test', role: 'owner' }, 400],
    [{ username: 'x4' }, 400],
    [[], 400],
    ['{not json', 400],
    [null, 400],
  ])('refuses %o with its reason in words', async (body, status) => {
    const refused = await call('/api/users/register', body)
    expect(refused).toEqual({
      status,
      body: { error: expect.any(String), code: expect.any(String) },
    })
  })
})

describe('POST /api/users/login', () => {
  test('answers 200 with a signed token that expires', async () => {
    const { status, body } = await call('/api/users/login', {
      email: newcomer.email,
      password: PASSWORD,
    })
    expect({ status, fields: Object.keys(body) }).toEqual({ status: 200, fields: ['token'] })
    const { exp = 0, iat = 0, sub } = decodeJwt(String(body.token))
    expect(exp - iat).toBe(7 * 86_400)
    expect(sub).toMatch(/^[0-9a-f-]{36}$/)
  })

  test.each([
    { email: newcomer.email, password: `${PASSWORD} ` },
    { email: newcomer.email, password: '' },
    { email: 'nobody@example.test', password: PASSWORD },
    { email: '', password: '' },
  ])('answers 401 in these words to %o', async (wrong) => {
    expect(await call('/api/users/login', wrong)).toMatchObject({
      status: 401,
      body: { error: '邮箱或密码错误' },
    })
  })

  test('a suspended person is told the same', async () => {
    const actor = await site.newcomer('停用')
    await site.suspend(actor)
    const email = await site.emailOf(actor)
    expect(await call('/api/users/login', { email, password: PASSWORD })).toMatchObject({
      status: 401,
      body: { error: '邮箱或密码错误' },
    })
  })
})

const course = { title: '读书法', description: '循序渐进，熟读精思。', price: 19.9 }
let asAuthor: Record<string, string>
let authorId = ''
beforeAll(async () => {
  const author = await site.person('author')
  authorId = author.personId
  asAuthor = await bearerOf(await site.emailOf(author))
})

const createCourse = async (change = {}) => {
  const { status, body } = await call('/api/courses', { ...course, ...change }, asAuthor)
  expect(status).toBe(201)
  return body.course as { id: string; price: string }
}

describe('POST /api/courses', () => {
  test('answers 201 in these words, with the course and its author from the token', async () => {
    const made = await call('/api/courses', course, asAuthor)
    expect(made).toEqual({
      status: 201,
      body: {
        message: '课程上传成功',
        course: {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/),
          title: course.title,
          description: course.description,
          price: '19.90',
          author: { id: authorId, username: expect.any(String), name: '朱熹' },
        },
      },
    })
  })

  test('takes the author’s own id and refuses anybody else’s', async () => {
    await createCourse({ author: authorId })
    const other = (await site.person('creator')).personId
    const [before] = await sql`select count(*)::int as n from items`
    for (const author of [other, 'owner', '', `${authorId} `]) {
      expect(await call('/api/courses', { ...course, author }, asAuthor)).toMatchObject({
        status: 403,
        body: { error: '没有权限' },
      })
    }
    expect(await sql`select count(*)::int as n from items`).toEqual([before])
  })

  test.each([
    ['nobody', undefined, 401],
    ['a learner', 'learner', 403],
    ['a moderator', 'moderator', 403],
    ['a suspended creator', 'suspended', 401],
  ] as const)('is refused to %s', async (_, who, status) => {
    const headers = who ? await site.bearer(await site.opens(who)) : {}
    const refused = await call('/api/courses', course, headers)
    expect(refused).toMatchObject({ status, body: { error: expect.any(String) } })
  })

  test.each([
    [0, '0.00'],
    [1, '1.00'],
    [19.99, '19.99'],
    [77.6, '77.60'],
    [1.15, '1.15'],
    ['0.01', '0.01'],
    ['199', '199.00'],
    ['100000', '100000.00'],
  ])('keeps the price %o to the fen', async (price, kept) => {
    const { id, price: told } = await createCourse({ price })
    expect(told).toBe(kept)
    const [row] = await sql`select amount_minor::text as fen from prices where item_id = ${id}`
    expect(row?.fen).toBe(kept.replace('.', '').replace(/^0+(?=\d)/, ''))
  })

  test.each([
    ...[-1, 0.001, 0.1 + 0.2, 1e-9, 1e21, 100_000.01, Number.MAX_VALUE],
    ...['', ' ', '-1', '+1', '1e3', '1,000.00', '１００', '0.001', '1.', '.5', '01', 'NaN', '1 '],
    ...[null, true, [], [1], { minor: 1 }, undefined],
  ])('refuses the price %o and makes nothing', async (price) => {
    const [before] = await sql`select count(*)::int as n from items`
    const refused = await call('/api/courses', { ...course, price }, asAuthor)
    expect(refused).toMatchObject({ status: 400, body: { error: expect.any(String) } })
    expect(await sql`select count(*)::int as n from items`).toEqual([before])
  })

  test('a token is dead after seven days, and with its session', async () => {
    const actor = await site.newcomer('短命', 'creator')
    const headers = await bearerOf(await site.emailOf(actor))
    const until = sandbox.time.now
    site.pass(7 * 86_400_000)
    expect((await call('/api/courses', course, headers)).status).toBe(401)
    sandbox.time.now = new Date(until.getTime() + 7 * 86_400_000 - 1000)
    expect((await call('/api/courses', course, headers)).status).toBe(201)
    sandbox.time.now = until
    await sql`delete from sessions where person_id = ${actor.personId}`
    expect((await call('/api/courses', course, headers)).status).toBe(401)
  })
})

test('GET /api/courses lists public fields only, with the author as an object', async () => {
  const { id } = await createCourse({ title: '公开' })
  const response = await machine.ask('/api/courses')
  const { courses } = (await response.json()) as { courses: { id: string }[] }
  expect(response.status).toBe(200)
  expect(courses.find((one) => one.id === id)).toEqual({
    id,
    title: '公开',
    description: course.description,
    slug: expect.any(String),
    price: '19.90',
    publishedAt: expect.any(String),
    author: { username: expect.any(String), name: '朱熹' },
  })
})

describe.each(['alipay', 'wechat'] as const)('POST /api/payments by %s', (method) => {
  test('is 202 with what to do next, then 200 in these words, however often', async () => {
    const { id: courseId } = await createCourse()
    const [buyer, headers] = await newBuyer()
    const pay = () => call('/api/payments', { courseId, method }, headers)
    const first = await pay()
    expect(first).toEqual({
      status: 202,
      body: {
        message: expect.any(String),
        paymentResult: {
          success: false,
          orderNumber: expect.stringMatching(/^W\w{15}$/),
          status: 'pending',
          method,
          amount: '19.90',
          action: expect.objectContaining({ kind: method === 'alipay' ? 'redirect' : 'qr' }),
          expiresAt: expect.any(String),
        },
      },
    })
    const placed = first.body.paymentResult as Placed
    expect((await pay()).body.paymentResult).toMatchObject({ orderNumber: placed.orderNumber })
    await payAtGateway(method, placed)
    site.pass(6_000)
    const paid = {
      status: 200,
      body: {
        message: '支付成功',
        paymentResult: { success: true, orderNumber: placed.orderNumber },
      },
    }
    expect(await pay()).toEqual(paid)
    for (const again of await Promise.all([pay(), pay(), pay()])) {
      expect(again).toMatchObject({ status: 200, body: { message: '支付成功' } })
    }
    const held = await library.holds(site.as(buyer), [courseId])
    expect(held.has(courseId)).toBe(true)
    const [count] = await sql`select count(*)::int as n from orders
      where buyer_id = ${buyer.personId}`
    expect(count?.n).toBe(1)
    expect(await site.booksAreRight()).toBe(true)
  })
})

describe('POST /api/payments', () => {
  test('what is free cannot be paid for', async () => {
    const { id: courseId } = await createCourse({ price: '0' })
    const [, headers] = await newBuyer()
    const { status, body } = await call('/api/payments', { courseId }, headers)
    expect([status, body.message ?? body.error]).toEqual([400, '支付失败'])
  })

  test('takes the payer’s own id and refuses anybody else’s', async () => {
    const { id: courseId } = await createCourse()
    const [buyer, headers] = await newBuyer()
    const pay = (userId: string) => call('/api/payments', { courseId, userId }, headers)
    expect(await pay(authorId)).toMatchObject({ status: 403, body: { error: '没有权限' } })
    const [none] = await sql`select count(*)::int as n from orders
      where buyer_id in (${buyer.personId}, ${authorId})`
    expect(none?.n).toBe(0)
    expect((await pay(buyer.personId)).status).toBe(202)
  })

  test('is refused to nobody', async () => {
    const { id: courseId } = await createCourse()
    const refused = await call('/api/payments', { courseId })
    expect(refused).toMatchObject({ status: 401, body: { error: '请先登录' } })
  })

  test.each([
    { courseId: '00000000-0000-7000-8000-000000000000' },
    { courseId: 'no course' },
    { courseId: null },
    {},
    { courseId: 'x', price: 0.01 },
    { courseId: 'x', method: 'free' },
  ])('answers 400 in these words to %o', async (body) => {
    const headers = await site.bearer(await site.opens('learner'))
    expect(await call('/api/payments', body, headers)).toEqual({
      status: 400,
      body: {
        error: '支付失败',
        paymentResult: { success: false, code: expect.any(String) },
      },
    })
  })

  test('a draft cannot be bought', async () => {
    const { id: courseId } = await createCourse()
    await sql`update items set status = 'draft' where id = ${courseId}`
    const [, headers] = await newBuyer()
    const refused = await call('/api/payments', { courseId }, headers)
    expect(refused).toMatchObject({ status: 400, body: { error: '支付失败' } })
  })
})

async function newBuyer() {
  const buyer = await site.newcomer('买书人')
  return [buyer, await bearerOf(await site.emailOf(buyer))] as const
}

async function payAtGateway(provider: GatewayName, { orderNumber, action }: Placed) {
  if (action.url) await sandbox.control.open(action.url)
  const [charge] = await sql`select c.out_trade_no from charges c
    join orders o on o.id::text = c.subject where o.number = ${orderNumber}`
  sandbox.control.pay({ provider, outTradeNo: String(charge?.out_trade_no) })
}
