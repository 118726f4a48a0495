import type * as catalog from '#catalog'
import { useWords } from '../i18n/use-words.ts'
import { Link } from '../ui/controls/link.tsx'
import { categoryName } from './cards/card-meta.tsx'

export type Category = Awaited<ReturnType<typeof catalog.listCategories>>[number]

/** The fields as a printed index: name, dots, how many. */
export function CategoryIndex({ categories }: { categories: Category[] }) {
  return (
    <ul className="grid gap-x-16 sm:grid-cols-2">
      {categories.map((category) => (
        <li key={category.slug} className="border-t border-line py-4">
          <Line category={category} className="font-serif text-lg" />
          {category.children.map((child) => (
            <Line key={child.slug} category={child} className="ps-6 text-sm text-soft" />
          ))}
        </li>
      ))}
    </ul>
  )
}

function Line({ category, className }: { category: Category; className: string }) {
  const { locale, t } = useWords()
  return (
    <Link
      to={`/catalog?category=${encodeURIComponent(category.slug)}`}
      className={`flex items-baseline gap-3 py-1 hover:text-water ${className}`}
    >
      <span>{categoryName(category, locale)}</span>
      <span className="flex-1 border-b border-dotted border-line-strong" />
      <span className="figures font-sans text-sm text-faint">
        {t('catalog.pieces', { count: category.count })}
      </span>
    </Link>
  )
}
