import * as catalog from '#catalog'
import type { Planted } from '#tests/canaries.ts'
import type { Site } from '#tests/site.ts'
import {
  editors,
  form,
  ofOrder,
  open,
  type Policy,
  page,
  sellers,
  staff,
  writers,
} from './policy.ts'

/** The studio, but for what is about money. */
export const studioPolicies: Record<string, Policy> = {
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
}

async function paidOrder(site: Site, { second }: Planted): Promise<string> {
  const { placed, ref } = await site.order(await site.buyer('退款人'), second.id, 'wechat')
  site.sandbox.control.pay(ref)
  await site.deliver('wechat', site.notice(ref))
  return placed.number
}
