import * as accounts from '#accounts'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import * as recommendations from '#recommendations'
import { useWords } from '../i18n/use-words.ts'
import { ForYou } from '../recommendations/for-you.tsx'
import { loadShelf } from '../recommendations/load-shelf.ts'
import { go } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { useShell } from '../shell/shell.ts'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Empty } from '../ui/display/empty.tsx'
import { Phrases } from '../ui/display/phrases.tsx'
import { Cover } from '../ui/pictures/cover.tsx'
import { Pond } from '../ui/pictures/pond.tsx'
import type { Route } from './+types/home-page'
import { type Card, itemPath } from './cards/card.ts'
import { CardMeta } from './cards/card-meta.tsx'
import { ItemCard } from './cards/item-card.tsx'
import { EntryList } from './cards/item-entry.tsx'
import { CategoryIndex } from './category-index.tsx'

/** Two rows on a wide screen. */
const SHELF = 6

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  // What a browser remembers makes the page its own; any other cookie leaves it everybody's.
  const isOwn = ctx.actor.kind === 'person' || remembers(visitOf(context).taste)
  const [featured, newest, free, categories, shelf] = await Promise.all([
    commerce.browse(ctx, { featured: true, limit: 3 }),
    commerce.browse(ctx, { sort: 'newest', limit: 6 }),
    commerce.browse(ctx, { price: 'free', limit: 3 }),
    catalog.listCategories(ctx),
    isOwn ? loadShelf(context, SHELF) : null,
  ])
  if (newest.items.length === 0 && (await accounts.needsSetup(ctx))) throw go('/setup')
  return { featured: featured.items, newest: newest.items, free: free.items, categories, shelf }
}

export default function HomePage({ loaderData }: Route.ComponentProps) {
  const { featured, newest, free, categories, shelf } = loaderData
  const { t } = useWords()
  const { site, origin } = useShell()
  const website = { '@type': 'WebSite', name: site.name, url: `${origin}/` }
  return (
    <>
      <Seo path="/" jsonLd={[website]} />
      <Opening />
      {newest.length === 0 && (
        <div className="page-width py-16">
          <Empty title={t('catalog.nothingYet')} />
        </div>
      )}
      {shelf && <ForYou shelf={shelf} />}
      <Featured items={featured} />
      {newest.length > 0 && (
        <section className="page-width pt-20">
          <div className="channel">
            <h2>{t('catalog.newest')}</h2>
            <Link to="/catalog">{t('catalog.all')}</Link>
          </div>
          <EntryList items={newest} heading="h3" />
        </section>
      )}
      <FreeColumn items={free} />
      {categories.length > 0 && (
        <section className="page-width py-20">
          <div className="channel">
            <h2>{t('catalog.byField')}</h2>
          </div>
          <CategoryIndex categories={categories} />
        </section>
      )}
    </>
  )
}

function remembers(cookie: string | undefined): boolean {
  return recommendations.readTaste(cookie).reads.length > 0
}

function Opening() {
  const { t } = useWords()
  const { site } = useShell()
  return (
    <section className="page-width grid items-stretch gap-8 py-8 md:grid-cols-12 md:gap-0 md:py-14">
      <div className="order-2 flex flex-col justify-center md:order-1 md:col-span-6 md:pe-12">
        <h1 className="text-4xl">
          <Phrases text={site.tagline || site.name} />
        </h1>
        <p className="mt-6 max-w-[28em] text-base text-soft">{t('catalog.opening')}</p>
        <p className="mt-9 flex flex-wrap gap-3">
          <ButtonLink to="/catalog" tone="primary">
            {t('catalog.openCatalog')}
          </ButtonLink>
          <ButtonLink to="/catalog?price=free">{t('catalog.startFree')}</ButtonLink>
        </p>
      </div>
      <div className="order-1 flex gap-5 md:order-2 md:col-span-6 md:justify-end md:gap-9">
        <div className="h-52 flex-1 overflow-hidden rounded-sm md:h-[27rem]">
          <Pond />
        </div>
        <p className="poem h-52 text-base md:h-[27rem] md:text-xl" lang="zh-CN">
          半亩方塘一鉴开
          <br />
          天光云影共徘徊
        </p>
      </div>
    </section>
  )
}

function Featured({ items }: { items: Card[] }) {
  const { t } = useWords()
  const [first, ...others] = items
  if (!first) return null
  return (
    <section className="page-width pt-12">
      <div className="channel">
        <h2>{t('catalog.featured')}</h2>
      </div>
      <article className="card md:grid md:grid-cols-12 md:items-center md:gap-12">
        <div className="md:col-span-7">
          <Cover
            picture={first.cover}
            seed={first.slug}
            sizes="(min-width: 48rem) 44rem, 92vw"
            eager
          />
        </div>
        <div className="flex flex-col gap-4 md:col-span-5">
          <h3 className="!text-2xl">
            <Link to={itemPath(first)}>
              <Phrases text={first.title} />
            </Link>
          </h3>
          <p className="clamp-3 text-soft">{first.summary}</p>
          <CardMeta item={first} />
        </div>
      </article>
      {others.length > 0 && (
        <div className="mt-14 grid gap-x-12 gap-y-12 md:grid-cols-2">
          {others.map((item) => (
            <ItemCard key={item.id} item={item} />
          ))}
        </div>
      )}
    </section>
  )
}

function FreeColumn({ items }: { items: Card[] }) {
  const { t } = useWords()
  if (items.length === 0) return null
  return (
    <section className="mt-20 bg-wash py-16">
      <div className="page-width">
        <div className="channel">
          <h2>{t('catalog.freeColumn')}</h2>
          <Link to="/catalog?price=free">{t('catalog.all')}</Link>
        </div>
        <div className="grid gap-10 sm:grid-cols-2 md:grid-cols-3">
          {items.map((item) => (
            <ItemCard key={item.id} item={item} />
          ))}
        </div>
      </div>
    </section>
  )
}
