import { Hono } from 'hono'
import { z } from 'zod'
import * as accounts from '#accounts'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { AppError, type ErrorKind, forbidden, invalid } from '#kernel/errors.ts'
import { statusOf } from '#kernel/http-status.ts'
import { formatDecimal, type Money, parseMoney } from '#kernel/money.ts'
import * as payments from '#payments'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { asRefusal } from '#platform/postgres/as-refusal.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { retryAfter } from '../http/problem.ts'
import { readJson } from '../http/read-json.ts'
import type { ApiContext, Env } from '../http/visit.ts'
import { courseJson } from './course-json.ts'

/**
 * The five calls of the original description (SPEC §16.2), word for word in their answers and
 * hardened behind them: author and payer come from the token, a conflicting id is refused.
 */
export function originalCalls(): Hono<Env> {
  const app = new Hono<Env>()
  app.post('/users/register', (c) => answering(c, register))
  app.post('/users/login', (c) => answering(c, logIn))
  app.post('/courses', (c) => answering(c, createCourse))
  app.get('/courses', (c) => answering(c, listCourses))
  app.post('/payments', (c) => answering(c, pay))
  return app
}

/** These calls name their refusals in words, as the original does: `{error}`. */
async function answering(
  c: ApiContext,
  handler: (c: ApiContext) => Promise<Response>,
): Promise<Response> {
  try {
    return await handler(c)
  } catch (error) {
    const refused = asRefusal(error)
    if (!refused) throw error
    const { code, kind } = refused
    return c.json({ error: wordsFor(refused), code }, statusOf[kind], retryAfter(refused))
  }
}

const words: Record<string, string> = {
  'account.taken': '用户名或邮箱已存在',
  'account.bad_credentials': '邮箱或密码错误',
  'account.weak_password': '密码太弱，请换一个更长或更少见的密码',
  'account.invalid_username': '用户名不符合要求',
  'account.invalid_email': '邮箱格式不正确',
  'auth.required': '请先登录',
  'auth.forbidden': '没有权限',
  'request.not_json': '请求必须是 JSON',
  'request.invalid': '请求内容不正确',
  'limit.too_many': '操作太频繁，请稍后再试',
}

function wordsFor(error: AppError): string {
  return words[error.code] ?? '请求未能完成'
}

const registration = z.strictObject({
  username: z.string(),
  email: z.string(),
  password: z.string(),
})

async function register(c: ApiContext): Promise<Response> {
  const body = await readJson(c.req.raw, registration)
  try {
    await accounts.register(c.var.ctx, { ...body, ipAddress: c.var.ipAddress })
  } catch (error) {
    if (error instanceof AppError && error.code === 'account.taken') {
      return c.json({ error: wordsFor(error) }, 400)
    }
    throw error
  }
  return c.json({ message: '用户注册成功' }, 201)
}

const credentials = z.strictObject({ email: z.string(), password: z.string() })

async function logIn(c: ApiContext): Promise<Response> {
  const body = await readJson(c.req.raw, credentials)
  const { sessionToken } = await accounts.logIn(c.var.ctx, {
    ...body,
    ipAddress: c.var.ipAddress,
    userAgent: c.req.header('user-agent') ?? '',
  })
  return c.json({ token: await accounts.issueApiToken(c.var.ctx, sessionToken) })
}

const SUMMARY_CHARS = 200

const newCourse = z.strictObject({
  title: z.string().trim().min(1).max(120),
  description: z.string().trim().max(2000),
  /** Yuan with at most two decimals, as a person types it. */
  price: z.union([z.number(), z.string()]),
  author: z.string().optional(),
})

async function createCourse(c: ApiContext): Promise<Response> {
  const { ctx, identity } = c.var
  const me = await accounts.getMe(ctx)
  const body = await readJson(c.req.raw, newCourse)
  if (body.author !== undefined && body.author !== me.id && body.author !== me.username) {
    throw forbidden()
  }
  const { currency } = await getSettings(ctx)
  const price = parseMoney(String(body.price), currency)
  if (!price) throw invalid('price.out_of_range')
  const course = await publishCourse({ ...ctx, actor: identity.actor }, { ...body, price })
  return c.json(
    {
      message: '课程上传成功',
      course: {
        id: course.id,
        title: body.title,
        description: body.description,
        price: formatDecimal(price),
        author: { id: me.id, username: me.username, name: me.name },
      },
    },
    201,
  )
}

/** A course with its description as the open first lesson: nothing empty is put up for sale. */
function publishCourse(
  ctx: Ctx,
  { title, description, price }: { title: string; description: string; price: Money },
): Promise<{ id: string }> {
  return inTransaction(ctx, async (tx) => {
    const draft = await catalog.createItem(tx, { kind: 'course', title })
    await commerce.saveDraft(tx, draft.id, {
      version: draft.version,
      summary: description.slice(0, SUMMARY_CHARS),
      source: description,
      access: price.minor > 0n ? 'sold' : 'open',
    })
    const chapter = await catalog.addChapter(tx, draft.id, { title: '课程介绍' })
    const lesson = await catalog.addLesson(tx, chapter.id, { title: '课程说明', kind: 'text' })
    await catalog.saveLesson(tx, lesson.id, { source: description || title, freePreview: true })
    await commerce.setPrice(tx, draft.id, price)
    await commerce.publishItem(tx, draft.id)
    return draft
  })
}

async function listCourses(c: ApiContext): Promise<Response> {
  const { ctx } = c.var
  const after = c.req.query('after')
  const page = await catalog.listItems(ctx, { kind: 'course', limit: 50, after })
  const prices = await commerce.pricesOf(
    ctx,
    page.items.map(({ id }) => id),
  )
  const courses = page.items.map((card) => courseJson(card, prices.get(card.id) ?? null))
  return c.json({ courses, ...(page.next ? { next: page.next } : {}) })
}

const payment = z.strictObject({
  courseId: z.uuid(),
  userId: z.string().optional(),
  method: z.enum(payments.providerNames).optional(),
})

/** Refused before anything was tried; every other refusal is a failed payment. */
const notAboutPaying: readonly ErrorKind[] = ['unauthenticated', 'forbidden', 'limited']

async function pay(c: ApiContext): Promise<Response> {
  const { ctx, config } = c.var
  const me = await accounts.getMe(ctx)
  try {
    const body = await readJson(c.req.raw, payment)
    if (body.userId !== undefined && body.userId !== me.id) throw forbidden()
    const placed = await commerce.placeOrder(ctx, { itemId: body.courseId })
    const { status } = await commerce.checkPayment(ctx, placed.number)
    if (status === 'paid') return paid(c, placed.number)
    // Who calls is a program: it can be told a code or an address, not a call inside WeChat.
    const browser = payments.deviceOf(c.req.header('user-agent') ?? '')
    const device = browser === 'wechat' ? 'desktop' : browser
    const [usual] = await payments.listMethods(ctx, { amount: placed.total, device })
    const method = body.method ?? usual?.provider ?? 'alipay'
    const started = await commerce.startPayment(ctx, placed.number, {
      method,
      device,
      baseUrl: config.publicUrl,
    })
    const paymentResult = {
      success: false,
      orderNumber: placed.number,
      status,
      method,
      amount: formatDecimal(placed.total),
      action: started.action,
      expiresAt: started.expiresAt.toISOString(),
    }
    return c.json({ message: '等待支付', paymentResult }, 202)
  } catch (error) {
    if (!(error instanceof AppError) || notAboutPaying.includes(error.kind)) throw error
    if (error.code === 'order.already_owned') return paid(c, null)
    const paymentResult = { success: false, code: error.code }
    return c.json({ error: '支付失败', paymentResult }, 400)
  }
}

function paid(c: ApiContext, orderNumber: string | null): Response {
  return c.json({ message: '支付成功', paymentResult: { success: true, orderNumber } })
}
