import { SlidersHorizontal } from 'lucide-react'
import { useSearchParams } from 'react-router'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { useWords } from '../i18n/use-words.ts'
import type { WordKey } from '../i18n/words.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { Button, ButtonLink } from '../ui/controls/button.tsx'
import { Form } from '../ui/controls/form.tsx'
import { Pager } from '../ui/controls/pager.tsx'
import { Empty } from '../ui/display/empty.tsx'
import type { Route } from './+types/catalog-page'
import { categoryName } from './cards/card-meta.tsx'
import { EntryList } from './cards/item-entry.tsx'
import type { Category } from './category-index.tsx'
import { Facets } from './facets.tsx'
import { readFilter, sorts } from './filter.ts'

const PAGE_SIZE = 12
const TAGS_SHOWN = 16

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const filter = readFilter(new URL(request.url).searchParams)
  const [page, categories, tags] = await Promise.all([
    commerce.browse(ctx, { ...filter, limit: PAGE_SIZE }),
    catalog.listCategories(ctx),
    catalog.listTags(ctx),
  ])
  return { page, categories, tags: tags.slice(0, TAGS_SHOWN) }
}

export default function CatalogPage({ loaderData }: Route.ComponentProps) {
  const { page, categories, tags } = loaderData
  const { t, locale } = useWords()
  const [search] = useSearchParams()
  const chosen = findCategory(categories, search.get('category'))
  const title = chosen ? categoryName(chosen, locale) : t('catalog.title')
  const path = chosen ? `/catalog?category=${encodeURIComponent(chosen.slug)}` : '/catalog'
  const facets = <Facets categories={categories} tags={tags} />
  return (
    <div className="page-width py-10 md:py-14">
      <Seo title={title} description={t('catalog.about')} path={path} />
      <div className="grid grid-cols-1 gap-x-16 lg:grid-cols-[13rem_minmax(0,1fr)]">
        <aside aria-label={t('catalog.narrow')} className="hidden pt-2 lg:block">
          {facets}
        </aside>
        <div>
          <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pb-6">
            <h1 className="text-3xl">{title}</h1>
            <Sort />
          </div>
          <details className="pb-6 lg:hidden">
            <summary className="button button-small">
              <SlidersHorizontal />
              {t('catalog.narrow')}
            </summary>
            <div className="panel mt-4">{facets}</div>
          </details>
          {page.items.length > 0 ? (
            <EntryList items={page.items} />
          ) : (
            <Empty title={t('catalog.noMatch')}>
              <ButtonLink to="/catalog">{t('catalog.clear')}</ButtonLink>
            </Empty>
          )}
          <Pager next={page.next} />
        </div>
      </div>
    </div>
  )
}

const sortWords: Record<(typeof sorts)[number], WordKey> = {
  newest: 'catalog.sort.newest',
  popular: 'catalog.sort.popular',
  price_asc: 'catalog.sort.price_asc',
  price_desc: 'catalog.sort.price_desc',
  title: 'catalog.sort.title',
}

function Sort() {
  const { t } = useWords()
  const [search] = useSearchParams()
  const kept = [...search].filter(([name]) => name !== 'sort' && name !== 'after')
  return (
    <Form method="get" action="/catalog" data-auto-submit="" className="flex items-center gap-3">
      {kept.map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <label className="flex items-center gap-3 text-sm text-soft">
        <span className="sr-only">{t('catalog.sort')}</span>
        <select
          className="input input-small w-40"
          name="sort"
          defaultValue={search.get('sort') ?? 'newest'}
        >
          {sorts.map((sort) => (
            <option key={sort} value={sort}>
              {t(sortWords[sort])}
            </option>
          ))}
        </select>
      </label>
      <noscript>
        <Button size="small">{t('catalog.apply')}</Button>
      </noscript>
    </Form>
  )
}

function findCategory(categories: Category[], slug: string | null): Category | null {
  for (const category of categories) {
    if (category.slug === slug) return category
    const inside = findCategory(category.children, slug)
    if (inside) return inside
  }
  return null
}
