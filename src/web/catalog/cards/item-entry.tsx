import type { ReactNode } from 'react'
import { Link } from '../../ui/controls/link.tsx'
import { Cover } from '../../ui/pictures/cover.tsx'
import { type Card, itemPath } from './card.ts'
import { CardMeta } from './card-meta.tsx'

type EntryProps = { item: Card; children?: ReactNode }

/** One line of a table of contents: title and gist, a small picture at the edge. */
export function ItemEntry({ item, children }: EntryProps) {
  return (
    <article className="entry">
      <h3>
        <Link to={itemPath(item)}>{item.title}</Link>
      </h3>
      {children ?? <p className="clamp-2 text-sm text-soft">{item.summary}</p>}
      <CardMeta item={item} />
      <Cover picture={item.cover} seed={item.slug} sizes="(min-width: 48rem) 11rem, 6.5rem" />
    </article>
  )
}

export function EntryList({ items }: { items: Card[] }) {
  return (
    <div className="border-b border-line">
      {items.map((item) => (
        <ItemEntry key={item.id} item={item} />
      ))}
    </div>
  )
}
