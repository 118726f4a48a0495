import { useWords } from '../../i18n/use-words.ts'
import { Link } from '../../ui/controls/link.tsx'
import { Avatar } from '../../ui/display/avatar.tsx'
import { type Crumb, Crumbs } from '../../ui/display/crumbs.tsx'
import { Phrases } from '../../ui/display/phrases.tsx'
import { categoryName, Extent } from '../cards/card-meta.tsx'
import type { Item } from './item.ts'

export function ItemHead({ item }: { item: Item }) {
  const { date } = useWords()
  return (
    <header className="reading-head">
      <ItemTrail item={item} />
      <h1 className="mt-5" lang={item.language}>
        <Phrases text={item.title} />
      </h1>
      {item.summary && (
        <p className="standfirst" lang={item.language}>
          {item.summary}
        </p>
      )}
      <div className="meta mt-6">
        <Link
          className="inline-flex items-center gap-2 text-ink"
          to={`/authors/${encodeURIComponent(item.author.username)}`}
          rel="author"
        >
          <Avatar name={item.author.name} image={item.author.image} size="small" />
          {item.author.name}
        </Link>
        {item.publishedAt && (
          <time dateTime={item.publishedAt.toISOString()}>{date(item.publishedAt)}</time>
        )}
        <Extent item={item} />
      </div>
    </header>
  )
}

export function ItemTrail({ item }: { item: Item }) {
  const { t, locale } = useWords()
  const trail: Crumb[] = [{ label: t('catalog.title'), to: '/catalog' }]
  if (item.category) {
    const to = `/catalog?category=${encodeURIComponent(item.category.slug)}`
    trail.push({ label: categoryName(item.category, locale), to })
  }
  return <Crumbs trail={trail} />
}
