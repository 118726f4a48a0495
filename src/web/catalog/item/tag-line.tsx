import { useWords } from '../../i18n/use-words.ts'
import { Link } from '../../ui/controls/link.tsx'
import type { Item } from './item.ts'

export function TagLine({ tags }: { tags: Item['tags'] }) {
  const { t } = useWords()
  if (tags.length === 0) return null
  return (
    <nav aria-label={t('catalog.tags')} className="chips mx-auto max-w-(--measure) py-14">
      {tags.map(({ slug, name }) => (
        <Link key={slug} to={`/tags/${encodeURIComponent(slug)}`}>
          {name}
        </Link>
      ))}
    </nav>
  )
}
