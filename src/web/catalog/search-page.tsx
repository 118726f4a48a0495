import { Search } from 'lucide-react'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { Form } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Empty } from '../ui/display/empty.tsx'
import type { Route } from './+types/search-page'
import { ItemEntry } from './cards/item-entry.tsx'

/** Longer queries are cut: nobody types them, and each character costs the search. */
const LONGEST_QUERY = 100

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const query = (new URL(request.url).searchParams.get('q') ?? '').trim().slice(0, LONGEST_QUERY)
  if (!query) return { query, hits: [], didYouMean: null, tags: await catalog.listTags(ctx) }
  const { hits, didYouMean } = await catalog.search(ctx, { q: query })
  const prices = await commerce.pricesOf(
    ctx,
    hits.map(({ id }) => id),
  )
  const priced = hits.map((hit) => ({ ...hit, price: prices.get(hit.id) ?? null }))
  return {
    query,
    hits: priced,
    didYouMean,
    tags: hits.length > 0 ? [] : await catalog.listTags(ctx),
  }
}

export default function SearchPage({ loaderData }: Route.ComponentProps) {
  const { query, hits, didYouMean, tags } = loaderData
  const { t } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={query ? t('catalog.searchFor', { query }) : t('shell.search')} hidden />
      <h1 className="sr-only">{t('shell.search')}</h1>
      <search>
        <Form method="get" action="/search" className="search-box">
          <input
            type="search"
            name="q"
            className="!text-xl font-serif"
            defaultValue={query}
            aria-label={t('shell.search')}
            placeholder={t('shell.searchHint')}
            maxLength={LONGEST_QUERY}
          />
          <button type="submit" aria-label={t('shell.searchGo')}>
            <Search size={20} />
          </button>
        </Form>
      </search>
      {didYouMean && (
        <p className="mt-6">
          {t('catalog.didYouMean')}{' '}
          <Link className="link" to={`/search?q=${encodeURIComponent(didYouMean)}`}>
            {didYouMean}
          </Link>
        </p>
      )}
      {hits.length > 0 && (
        <div className="mt-8 border-b border-line">
          {hits.map((hit) => (
            <ItemEntry key={hit.id} item={hit} from="search">
              <p
                className="clamp-2 text-sm text-soft"
                dangerouslySetInnerHTML={{ __html: hit.snippet }}
              />
            </ItemEntry>
          ))}
        </div>
      )}
      {query && hits.length === 0 && (
        <div className="mt-10">
          <Empty title={t('catalog.noHit', { query })}>{t('catalog.noHitHint')}</Empty>
        </div>
      )}
      {tags.length > 0 && (
        <nav aria-label={t('catalog.tags')} className="chips mt-10">
          {tags.map(({ slug, name }) => (
            <Link key={slug} to={`/tags/${encodeURIComponent(slug)}`}>
              {name}
            </Link>
          ))}
        </nav>
      )}
    </div>
  )
}
