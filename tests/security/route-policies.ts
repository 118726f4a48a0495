import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { signedUrl } from '#media'
import { type Planted, png } from '#tests/canaries.ts'
import { PASSWORD, roles, type Who } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Site } from '#tests/site.ts'
import { invoicePolicies } from './invoice-policies.ts'
import { moneyPolicies } from './money-policies.ts'
import { refundPolicies } from './refund-policies.ts'
import { renewalPolicies } from './renewal-policies.ts'

/** One request that would succeed for whoever may make it; only who asks differs. */
export type Call = {
  path: string
  /** A form with this browser's token. */
  form?: Fields
  /** JSON with this browser's token in its header. */
  json?: unknown
  bytes?: Uint8Array
  /** As a machine: JSON with a token instead of cookies. */
  bearer?: true
}

export type Policy = {
  may: readonly Who[]
  /** What a request that passed is answered; else any success or a redirect elsewhere. */
  status?: number
  /** A visitor is refused instead of being sent to log in. */
  blunt?: true
  call: (world: World) => Call | Promise<Call>
}

export type World = { site: Site; planted: Planted }

const everyone = roles
const members = roles.filter((who) => who !== 'visitor' && who !== 'suspended')
const staff = ['reviewer', 'moderator', 'support', 'creator', 'author', 'owner'] as const
const sellers = ['support', 'creator', 'author', 'owner'] as const
const writers = ['creator', 'author', 'owner'] as const
const editors = ['author', 'owner'] as const

const open = (path: string): Policy => ({ may: everyone, call: () => ({ path }) })
const page = (may: readonly Who[], path: (planted: Planted) => string): Policy => ({
  may,
  call: ({ planted }) => ({ path: path(planted) }),
})
const form = (may: readonly Who[], path: string, fields: Fields): Policy => ({
  may,
  call: () => ({ path, form: fields }),
})

let count = 0

/** Refused before it is hashed, which is slow on purpose. */
const WEAK = '12345678'

/** What no gateway would send; the receipt says so. */
const notice = { trade_status: 'TRADE_SUCCESS', sign: 'AAAA', sign_type: 'RSA2' }

/** Every route of the site and who may use it. A route that is missing here fails the suite. */
export const policies: Record<string, Policy> = {
  'GET /healthz': open('/healthz'),
  'GET /readyz': open('/readyz'),
  'GET /robots.txt': open('/robots.txt'),
  'GET /sitemap.xml': open('/sitemap.xml'),
  'GET /feed.xml': open('/feed.xml'),
  'GET /icon.svg': open('/icon.svg'),
  'USE /assets/*': { may: everyone, status: 404, call: () => ({ path: '/assets/no-such.js' }) },
  'GET /*': { may: everyone, status: 404, call: () => ({ path: '/no/such/page' }) },

  'GET /media/:id/:variant': {
    may: ['buyer'],
    blunt: true,
    call: async ({ site, planted }) => {
      const { personId } = await site.person('buyer')
      const kept = { personId, ttlMs: 60_000 }
      return { path: signedUrl(site.as(), planted.media.sound, 'original', kept) }
    },
  },
  'POST /api/uploads': {
    may: writers,
    call: async () => ({ path: '/api/uploads?name=a.png', bytes: await png('#eee') }),
  },
  'POST /api/progress': {
    may: ['buyer', 'author', 'owner', 'reviewer'],
    call: ({ planted }) => ({
      path: '/api/progress',
      json: { lessonId: planted.course.sold, positionMs: 1, percent: 1 },
    }),
  },
  'POST /api/gateways/:provider/notify': {
    may: everyone,
    status: 400,
    call: () => ({ path: '/api/gateways/alipay/notify', form: notice }),
  },
  'POST /api/users/register': {
    may: everyone,
    status: 400,
    call: () => ({
      path: '/api/users/register',
      bearer: true,
      json: { ...newcomer(), password: WEAK },
    }),
  },
  'POST /api/users/login': {
    may: everyone,
    call: async ({ site }) => ({
      path: '/api/users/login',
      bearer: true,
      json: { email: await someEmail(site), password: PASSWORD },
    }),
  },
  'GET /api/courses': open('/api/courses'),
  'POST /api/courses': {
    may: writers,
    status: 201,
    call: () => ({
      path: '/api/courses',
      bearer: true,
      json: { title: '课', description: '说明', price: 1 },
    }),
  },
  'POST /api/payments': {
    may: members,
    call: ({ planted }) => ({
      path: '/api/payments',
      bearer: true,
      json: { courseId: planted.second.id },
    }),
  },

  'GET /': open('/'),
  'GET /catalog': open('/catalog'),
  'GET /search': open('/search?q=金丝雀'),
  'GET /articles/:slug': page(everyone, ({ article }) => `/articles/${article.slug}`),
  'GET /courses/:slug': page(everyone, ({ course }) => `/courses/${course.slug}`),
  'GET /courses/:slug/lessons/:lessonId': page(
    everyone,
    ({ course }) => `/courses/${course.slug}/lessons/${course.sold}`,
  ),
  'GET /authors/:username': {
    may: everyone,
    call: async ({ site }) => {
      const email = await site.emailOf(await site.person('author'))
      return { path: `/authors/${email.split('@')[0]}` }
    },
  },
  'GET /tags/:slug': {
    may: everyone,
    call: async ({ site }) => {
      const [tag] = await catalog.listTags(site.as())
      return { path: `/tags/${tag?.slug}` }
    },
  },

  'GET /login': open('/login'),
  'POST /login': {
    may: everyone,
    call: async ({ site }) => ({
      path: '/login',
      form: { email: await someEmail(site), password: PASSWORD },
    }),
  },
  'GET /register': open('/register'),
  'POST /register': {
    may: everyone,
    status: 400,
    call: () => ({ path: '/register', form: { ...newcomer(), password: WEAK } }),
  },
  'GET /logout': open('/logout'),
  'POST /logout': form(everyone, '/logout', {}),
  'GET /forgot-password': open('/forgot-password'),
  'POST /forgot-password': {
    may: everyone,
    call: () => ({ path: '/forgot-password', form: { email: newcomer().email } }),
  },
  'GET /reset-password': open('/reset-password?token=x'),
  'POST /reset-password': {
    ...form(everyone, '/reset-password?token=x', { token: 'x', password: PASSWORD }),
    status: 400,
  },
  'GET /account': page(members, () => '/account'),
  'POST /account': form(members, '/account', {
    intent: 'profile',
    name: '某人',
    bio: '',
    website: '',
  }),
  'GET /library': page(members, () => '/library'),

  'GET /checkout/:itemId': page(members, ({ second }) => `/checkout/${second.id}`),
  'POST /checkout/:itemId': {
    may: members,
    call: ({ planted }) => ({ path: `/checkout/${planted.second.id}`, form: { total: '19900' } }),
  },
  'GET /orders': page(members, () => '/orders'),
  'GET /orders/:number': ofOrder(['buyer', 'support', 'owner'], (number) => `/orders/${number}`),
  'POST /orders/:number': ofOrder(['buyer', 'support', 'owner'], (number) => `/orders/${number}`, {
    intent: 'cancel',
  }),
  'GET /orders/:number/pay': ofOrder(
    ['buyer', 'support', 'owner'],
    (number) => `/orders/${number}/pay`,
  ),
  'POST /orders/:number/pay': ofOrder(['buyer'], (number) => `/orders/${number}/pay`, {
    method: 'wechat',
  }),
  'GET /orders/:number/status': ofOrder(
    ['buyer', 'support', 'owner'],
    (number) => `/orders/${number}/status`,
  ),
  'GET /pay/return': ofOrder(
    ['buyer', 'support', 'owner'],
    (number) => `/pay/return?order=${number}`,
  ),

  'GET /studio': page(staff, () => '/studio'),
  'GET /studio/items': page(writers, () => '/studio/items'),
  'POST /studio/items': form(writers, '/studio/items', { kind: 'article', title: '新作' }),
  'GET /studio/items/:itemId': page(editors, ({ draft }) => `/studio/items/${draft.id}`),
  'POST /studio/items/:itemId': {
    may: editors,
    call: ({ planted }) => ({
      path: `/studio/items/${planted.draft.id}`,
      form: { intent: 'price', price: '73456.91' },
    }),
  },
  'GET /studio/items/:itemId/outline': page(
    editors,
    ({ course }) => `/studio/items/${course.id}/outline`,
  ),
  'POST /studio/items/:itemId/outline': {
    may: editors,
    call: ({ planted }) => ({
      path: `/studio/items/${planted.course.id}/outline`,
      form: { intent: 'rename-chapter', id: planted.course.chapter, title: '第一章' },
    }),
  },
  'GET /studio/lessons/:lessonId': page(editors, ({ course }) => `/studio/lessons/${course.sold}`),
  'POST /studio/lessons/:lessonId': {
    may: editors,
    call: async ({ site, planted: { course } }) => {
      const ctx = site.as(await site.person('author'))
      const lesson = { title: '多余', kind: 'text' } as const
      const { id } = await catalog.addLesson(ctx, course.chapter, lesson)
      return { path: `/studio/lessons/${id}`, form: { courseId: course.id } }
    },
  },
  'GET /studio/media': page(writers, () => '/studio/media'),
  'GET /studio/orders': page(sellers, () => '/studio/orders'),
  'GET /studio/orders/:number': ofOrder(
    ['support', 'author', 'owner'],
    (number) => `/studio/orders/${number}`,
  ),
  'POST /studio/orders/:number': {
    may: ['support', 'author', 'owner'],
    call: async ({ site, planted }) => ({
      path: `/studio/orders/${await paidOrder(site, planted)}`,
      form: { intent: 'refund', reason: '不合适' },
    }),
  },
  'GET /studio/members': page(['support', 'moderator', 'owner'], () => '/studio/members'),
  'POST /studio/members': {
    may: ['moderator', 'owner'],
    call: async ({ site }) => ({
      path: '/studio/members',
      form: { intent: 'restore', personId: (await site.person('buyer')).personId },
    }),
  },
  'GET /studio/categories': page(['owner'], () => '/studio/categories'),
  'POST /studio/categories': form(['owner'], '/studio/categories', {
    slug: 'matrix',
    nameZh: '矩阵',
    nameEn: 'Matrix',
  }),
  ...invoicePolicies,
  ...moneyPolicies,
  ...refundPolicies,
  ...renewalPolicies,
  'GET /studio/settings': page(['owner'], () => '/studio/settings'),
  'POST /studio/settings': form(['owner'], '/studio/settings', {
    siteName: '问渠',
    orderTtlMinutes: '30',
    refundWindowDays: '7',
    refundApproval: '500',
    alipay: 'on',
    wechat: 'on',
    openRegistration: 'on',
  }),
  'GET /studio/items/:itemId/save': { ...open('/studio/items/x/save'), status: 404 },
  'POST /studio/items/:itemId/save': {
    may: editors,
    call: async ({ site, planted: { draft } }) => {
      const { version } = await catalog.getDraft(site.as(site.owner), draft.id)
      return { path: `/studio/items/${draft.id}/save`, json: { version, level: 'any' } }
    },
  },
  'GET /studio/lessons/:lessonId/save': { ...open('/studio/lessons/x/save'), status: 404 },
  'POST /studio/lessons/:lessonId/save': {
    may: editors,
    call: ({ planted: { course } }) => ({
      path: `/studio/lessons/${course.preview}/save`,
      json: { title: '试听' },
    }),
  },
  'GET /studio/preview': { ...open('/studio/preview'), status: 404 },
  'POST /studio/preview': {
    may: writers,
    call: () => ({ path: '/studio/preview', json: { source: '字', language: 'zh-CN' } }),
  },

  'GET /setup': { ...open('/setup'), status: 410 },
  'POST /setup': { ...form(everyone, '/setup', setUp()), status: 410 },
  'GET /outbox': open('/outbox'),
}

function newcomer(): { username: string; email: string; password: string } {
  const username = `new${++count}`
  return { username, email: `${username}@example.test`, password: PASSWORD }
}

/** Of an account nobody logged in to yet, as attempts on one account are counted. */
async function someEmail(site: Site): Promise<string> {
  return site.emailOf(await site.newcomer('某人'))
}

function setUp(): Fields {
  return { siteName: '我的', alipay: 'on', name: '新站长', ...newcomer() }
}

/** A page of the buyer's open order, or a form on it. */
function ofOrder(may: readonly Who[], path: (number: string) => string, fields?: Fields): Policy {
  return {
    may,
    call: async ({ site, planted }) => {
      const buyer = site.as(await site.person('buyer'))
      const { number } = await commerce.placeOrder(buyer, { itemId: planted.second.id })
      return { path: path(number), ...(fields ? { form: fields } : {}) }
    },
  }
}

async function paidOrder(site: Site, { second }: Planted): Promise<string> {
  const { placed, ref } = await site.order(await site.buyer('退款人'), second.id, 'wechat')
  site.sandbox.control.pay(ref)
  await site.deliver('wechat', site.notice(ref))
  return placed.number
}
