import type { ReactNode } from 'react'
import { Link } from '../../ui/controls/link.tsx'
import { Cover } from '../../ui/pictures/cover.tsx'
import { type Card, itemPath } from './card.ts'
import { CardMeta } from './card-meta.tsx'

type EntryProps = {
  item: Card
  heading?: 'h2' | 'h3'
  /** The list that leads there, told to the item's page. */
  from?: 'search'
  children?: ReactNode
}

/** One line of a table of contents: title and gist, a small picture at the edge. */
export function ItemEntry({ item, heading: Heading = 'h2', from, children }: EntryProps) {
  const path = itemPath(item)
  return (
    <article className="entry">
      <Heading>
        <Link to={from ? `${path}?from=${from}` : path}>{item.title}</Link>
      </Heading>
      {children ?? <p className="clamp-2 text-sm text-soft">{item.summary}</p>}
      <CardMeta item={item} />
      <Cover picture={item.cover} seed={item.slug} sizes="(min-width: 48rem) 11rem, 6.5rem" />
    </article>
  )
}

type EntryListProps = { items: Card[]; heading?: 'h2' | 'h3' }

export function EntryList({ items, heading = 'h2' }: EntryListProps) {
  return (
    <div className="border-b border-line">
      {items.map((item) => (
        <ItemEntry key={item.id} item={item} heading={heading} />
      ))}
    </div>
  )
}
