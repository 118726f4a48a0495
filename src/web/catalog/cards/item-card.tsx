import { Link } from '../../ui/controls/link.tsx'
import { Cover } from '../../ui/pictures/cover.tsx'
import { type Card, itemPath } from './card.ts'
import { CardMeta } from './card-meta.tsx'

/** A picture above a title: for shelves of a few. */
export function ItemCard({ item }: { item: Card }) {
  return (
    <article className="card">
      <Cover picture={item.cover} seed={item.slug} />
      <h3>
        <Link to={itemPath(item)}>{item.title}</Link>
      </h3>
      <CardMeta item={item} />
    </article>
  )
}
