import { unauthenticated } from '#kernel/errors.ts'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { itemPath } from '../catalog/cards/card.ts'
import { Extent } from '../catalog/cards/card-meta.tsx'
import { lessonPath } from '../catalog/item/item.ts'
import { useWords } from '../i18n/use-words.ts'
import { CardRow } from '../recommendations/card-row.tsx'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Empty } from '../ui/display/empty.tsx'
import { Meter } from '../ui/display/meter.tsx'
import { Cover } from '../ui/pictures/cover.tsx'
import type { Route } from './+types/shelf-page'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const [current, shelf, because] = await Promise.all([
    library.continueLearning(ctx),
    library.listShelf(ctx),
    recommendations.becauseYouStudied(ctx, 4),
  ])
  return { current, shelf, because }
}

export default function ShelfPage({ loaderData }: Route.ComponentProps) {
  const { current, shelf, because } = loaderData
  const { t } = useWords()
  return (
    <div className="page-width py-12 md:py-16">
      <Seo title={t('library.title')} hidden />
      <h1 className="pb-10 text-3xl">{t('library.title')}</h1>
      {current && <Current current={current} />}
      {shelf.length === 0 ? (
        <Empty title={t('library.empty')}>
          <ButtonLink to="/catalog" tone="primary">
            {t('catalog.openCatalog')}
          </ButtonLink>
        </Empty>
      ) : (
        <section aria-labelledby="owned">
          <div className="channel">
            <h2 id="owned">{t('library.owned')}</h2>
          </div>
          <div className="grid gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
            {shelf.map((held) => (
              <Held key={held.item.id} held={held} />
            ))}
          </div>
        </section>
      )}
      {because && (
        <CardRow
          id="because"
          title={t('shelf.becauseStudied', { title: because.studied.title })}
          items={because.suggestions}
          from="because"
        />
      )}
    </div>
  )
}

type CurrentLesson = NonNullable<Awaited<ReturnType<typeof library.continueLearning>>>

function Current({ current: { item, lesson, percent } }: { current: CurrentLesson }) {
  const { t } = useWords()
  return (
    <section className="mb-16 bg-wash" aria-labelledby="current">
      <div className="grid items-center md:grid-cols-[20rem_minmax(0,1fr)]">
        <Cover picture={item.cover} seed={item.slug} sizes="(min-width: 48rem) 20rem, 92vw" eager />
        <div className="p-6 md:px-10">
          <h2 id="current" className="font-sans text-sm text-faint">
            {t('library.current')}
          </h2>
          <p className="mt-1 font-serif text-xl">{item.title}</p>
          <p className="mt-1 text-soft">{lesson.title}</p>
          <div className="mt-4 max-w-md">
            <Meter percent={percent} label={t('reading.progress')} />
          </div>
          <ButtonLink to={lessonPath(item.slug, lesson.id)} tone="primary" className="mt-5">
            {t('reading.continue')}
          </ButtonLink>
        </div>
      </div>
    </section>
  )
}

type HeldItem = Awaited<ReturnType<typeof library.listShelf>>[number]

function Held({ held: { item, percent } }: { held: HeldItem }) {
  const { t } = useWords()
  return (
    <article className="card">
      <Cover picture={item.cover} seed={item.slug} />
      {percent !== null && <Meter percent={percent} label={t('reading.progress')} />}
      <h3>
        <Link to={itemPath(item)}>{item.title}</Link>
      </h3>
      <p className="meta">
        <span>{t(item.kind === 'course' ? 'catalog.course' : 'catalog.article')}</span>
        <Extent item={item} />
        {percent !== null && (
          <span className="figures">
            {percent >= 100 ? t('library.finished') : t('reading.percentDone', { percent })}
          </span>
        )}
      </p>
    </article>
  )
}
