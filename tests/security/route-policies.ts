import * as catalog from '#catalog'
import { signedUrl } from '#media'
import { png } from '#tests/canaries.ts'
import { PASSWORD } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Site } from '#tests/site.ts'
import { audiencePolicies } from './audience-policies.ts'
import { couponPolicies } from './coupon-policies.ts'
import { invoicePolicies } from './invoice-policies.ts'
import { moneyPolicies } from './money-policies.ts'
import { everyone, form, members, ofOrder, open, type Policy, page, writers } from './policy.ts'
import { refundPolicies } from './refund-policies.ts'
import { renewalPolicies } from './renewal-policies.ts'
import { studioPolicies } from './studio-policies.ts'

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
  'POST /api/views': {
    may: everyone,
    call: ({ planted }) => ({
      path: '/api/views',
      json: { itemId: planted.article.id, dwellMs: 9_000, depth: 80 },
    }),
  },
  'GET /items/:itemId/opinion': page(everyone, ({ article }) => `/items/${article.id}/opinion`),
  'POST /items/:itemId/opinion': {
    may: members,
    call: ({ planted }) => ({
      path: `/items/${planted.article.id}/opinion`,
      form: { intent: 'like', on: 'yes' },
    }),
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

  'GET /recommendations': open('/recommendations'),
  'POST /recommendations': {
    may: everyone,
    call: () => ({ path: '/recommendations', form: { intent: 'forget' } }),
  },
  'GET /recommendations/dismiss': open('/recommendations/dismiss'),
  'POST /recommendations/dismiss': {
    may: everyone,
    call: ({ planted }) => ({
      path: '/recommendations/dismiss',
      form: { itemId: planted.article.id },
    }),
  },

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

  ...audiencePolicies,
  ...couponPolicies,
  ...invoicePolicies,
  ...moneyPolicies,
  ...refundPolicies,
  ...renewalPolicies,
  ...studioPolicies,

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
