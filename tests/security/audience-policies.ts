import { analyses, segmentMembers, segments } from '#analytics/tables.ts'
import { newId } from '#kernel/ids.ts'
import { unsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import { everyone, form, type Policy, page, type World } from './policy.ts'

const owner = ['owner'] as const
const cashiers = ['support', 'owner'] as const

/** Who may see how recommending fares, who the readers are, and write to them. */
export const audiencePolicies: Record<string, Policy> = {
  'GET /studio/recommendations': page(owner, () => '/studio/recommendations'),
  'POST /studio/recommendations': form(owner, '/studio/recommendations', { intent: 'learn' }),
  'GET /studio/recommendations/settings': page(owner, () => '/studio/recommendations/settings'),
  'POST /studio/recommendations/settings': form(owner, '/studio/recommendations/settings', {
    personalisation: 'notice',
    model: 'auto',
    experiment: 'on',
  }),
  'GET /studio/recommendations/try': page(owner, () => '/studio/recommendations/try'),
  'GET /studio/audience': page(cashiers, () => '/studio/audience'),
  'GET /studio/audience/chances': page(cashiers, () => '/studio/audience/chances'),
  'GET /studio/audience/rules': page(cashiers, () => '/studio/audience/rules'),
  'GET /studio/audience/segments/:segmentId': {
    may: cashiers,
    call: async ({ site }) => ({ path: await segmentPath(site) }),
  },
  'POST /studio/audience/segments/:segmentId': {
    may: owner,
    call: async ({ site }) => ({
      path: await segmentPath(site),
      form: { id: newId(new Date()), subject: '新课', body: '下周开课。' },
    }),
  },
  'GET /unsubscribe': {
    may: everyone,
    call: async ({ site }) => ({ path: `/unsubscribe?${await letterQuery(site)}` }),
  },
  'POST /unsubscribe': {
    may: everyone,
    call: async ({ site }) => ({ path: `/unsubscribe?${await letterQuery(site)}`, form: {} }),
  },
  'POST /api/unsubscribe': {
    may: everyone,
    call: async ({ site }) => ({
      path: `/api/unsubscribe?${await letterQuery(site)}`,
      bearer: true,
      json: {},
    }),
  },
}

type Site = World['site']

async function letterQuery(site: Site): Promise<string> {
  const { personId } = await site.person('buyer')
  return unsubscribeQuery('letters', personId)
}

/** A group of one, found by an analysis of its own that is not the current one. */
async function segmentPath(site: Site): Promise<string> {
  const { db, now } = site.as()
  const [analysisId, segmentId] = [newId(now), newId(now)]
  await db.insert(analyses).values({
    ...{ id: analysisId, kind: 'segments', state: 'ready', size: 1, parameters: {}, scores: {} },
    ...{ madeAt: now, current: false },
  })
  const group = { id: segmentId, analysisId, key: 'other', size: 1, centroid: {} }
  await db.insert(segments).values(group)
  const { personId } = await site.person('buyer')
  await db
    .insert(segmentMembers)
    .values({ personId, segmentId })
    .onConflictDoUpdate({ target: segmentMembers.personId, set: { segmentId } })
  return `/studio/audience/segments/${segmentId}`
}
