import type { DraftRow } from '#catalog'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Link } from '../../ui/controls/link.tsx'
import { Badge, type Tone } from '../../ui/display/badge.tsx'

export type Status = DraftRow['status']

export const itemStatusWords: Record<Status, WordKey> = {
  draft: 'studio.status.draft',
  scheduled: 'studio.status.scheduled',
  published: 'studio.status.published',
  archived: 'studio.status.archived',
}

export const itemStatusTones: Record<Status, Tone> = {
  draft: 'plain',
  scheduled: 'ochre',
  published: 'moss',
  archived: 'plain',
}

export function DraftTable({ drafts }: { drafts: DraftRow[] }) {
  const { t, date } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('studio.itemTitle')}</th>
          <th scope="col">{t('catalog.kind')}</th>
          <th scope="col">{t('studio.state')}</th>
          <th scope="col" className="number">
            {t('studio.changed')}
          </th>
        </tr>
      </thead>
      <tbody>
        {drafts.map(({ id, kind, title, status, updatedAt }) => (
          <tr key={id}>
            <td>
              <Link className="font-serif text-lg" to={`/studio/items/${id}`}>
                {title}
              </Link>
            </td>
            <td data-label={t('catalog.kind')}>
              {t(kind === 'course' ? 'catalog.course' : 'catalog.article')}
            </td>
            <td data-label={t('studio.state')}>
              <Badge tone={itemStatusTones[status]}>{t(itemStatusWords[status])}</Badge>
            </td>
            <td className="number" data-label={t('studio.changed')}>
              {date(updatedAt, 'short')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
