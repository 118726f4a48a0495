import type { ReactNode } from 'react'
import { type Card, itemPath } from '../catalog/cards/card.ts'
import { CardMeta } from '../catalog/cards/card-meta.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Cover } from '../ui/pictures/cover.tsx'

type CardRowProps = {
  id: string
  title: ReactNode
  items: readonly Card[]
  from?: 'similar' | 'because'
}

/** A few items side by side under a heading; `from` says in their links which list led to it. */
export function CardRow({ id, title, items, from }: CardRowProps) {
  if (items.length === 0) return null
  return (
    <section className="screen-only pt-16" aria-labelledby={id}>
      <div className="channel">
        <h2 id={id}>{title}</h2>
      </div>
      <div className="grid gap-x-8 gap-y-10 sm:grid-cols-2 lg:grid-cols-4">
        {items.map((item) => (
          <article key={item.id} className="card">
            <Cover picture={item.cover} seed={item.slug} />
            <h3>
              <Link to={from ? `${itemPath(item)}?from=${from}` : itemPath(item)}>
                {item.title}
              </Link>
            </h3>
            <CardMeta item={item} />
          </article>
        ))}
      </div>
    </section>
  )
}
