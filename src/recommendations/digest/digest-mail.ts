import type { Mail } from '#platform/mail/send-mail.ts'
import { unsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import type { Suggestion } from '../serving/recommend-items.ts'

type Digest = {
  to: string
  personId: string
  siteName: string
  publicUrl: string
  suggestions: readonly Suggestion[]
  /** Of what the reasons name. */
  titles: ReadonlyMap<string, string>
}

const folders = { article: 'articles', course: 'courses' } as const

/** The weekly e-mail: a few things, why each of them, and how to end it, in both languages. */
export function digestMail({ to, personId, siteName, publicUrl, ...digest }: Digest): Mail {
  const { suggestions, titles } = digest
  const query = unsubscribeQuery('digest', personId)
  const entries = suggestions.flatMap(({ item, reason }) => [
    `《${item.title}》`,
    wordsFor(reason, titles),
    `${publicUrl}/${folders[item.kind]}/${encodeURIComponent(item.slug)}?from=digest`,
    '',
  ])
  return {
    to,
    subject: `${siteName}：这一周为你挑的 ${suggestions.length} 篇`,
    body: [
      '根据你在本站看过、买过、评过的内容，这一周为你挑了这些：',
      'Chosen for you this week by what you read, bought and rated here:',
      '',
      ...entries,
      '—',
      `看看依据、调整或关掉推荐：${publicUrl}/recommendations`,
      '不想再收这封周信 / To end this weekly mail:',
      `${publicUrl}/unsubscribe?${query}`,
    ].join('\n'),
    unsubscribeUrl: `${publicUrl}/api/unsubscribe?${query}`,
  }
}

function wordsFor(reason: Suggestion['reason'], titles: Digest['titles']): string {
  if (reason.kind === 'promoted') return '站长推荐 · Picked by the site'
  if (reason.kind === 'new') return '新发布，内容合你的口味 · New, and close to your taste'
  const read = reason.kind === 'because' ? reason.from : []
  const named = read.flatMap(({ itemId }) => titles.get(itemId) ?? [])
  if (named.length === 0) return '读的人多 · Many read it'
  const [zh, en] = [named.map((title) => `《${title}》`).join('和'), named.join(' and ')]
  return `因为你看过${zh} · Because you read ${en}`
}
