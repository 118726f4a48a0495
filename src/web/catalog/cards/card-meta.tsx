import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Link } from '../../ui/controls/link.tsx'
import { Price } from '../../ui/display/price.tsx'
import type { Card } from './card.ts'

export const levelWords: Record<Card['level'], WordKey> = {
  any: 'catalog.level.any',
  beginner: 'catalog.level.beginner',
  intermediate: 'catalog.level.intermediate',
  advanced: 'catalog.level.advanced',
}

type Named = { nameZh: string; nameEn: string }

export function categoryName(category: Named, locale: string): string {
  return locale === 'en' ? category.nameEn || category.nameZh : category.nameZh
}

/** How much there is of it: lessons of a course, minutes of an article. */
export function Extent({ item }: { item: Pick<Card, 'kind' | 'lessonCount' | 'minutes'> }) {
  const { t } = useWords()
  if (item.kind === 'course')
    return <span>{t('catalog.lessons', { count: item.lessonCount })}</span>
  return <span>{t('catalog.minutes', { count: Math.max(1, item.minutes) })}</span>
}

export function CardMeta({ item, author = true }: { item: Card; author?: boolean }) {
  const { t } = useWords()
  return (
    <p className="meta">
      <Price amount={item.price} />
      <span>{t(item.kind === 'course' ? 'catalog.course' : 'catalog.article')}</span>
      <Extent item={item} />
      {author && (
        <Link to={`/authors/${encodeURIComponent(item.author.username)}`}>{item.author.name}</Link>
      )}
    </p>
  )
}
