import { redirect } from 'react-router'
import * as analytics from '#analytics'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import * as community from '#community'
import * as library from '#library'
import * as recommendations from '#recommendations'
import { OpinionBar } from '../../community/opinion-bar.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { CardRow } from '../../recommendations/card-row.tsx'
import { Seo } from '../../shell/seo.tsx'
import { useShell } from '../../shell/shell.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Prose } from '../../ui/display/prose.tsx'
import { Cover } from '../../ui/pictures/cover.tsx'
import { itemPath } from '../cards/card.ts'
import type { Route } from './+types/course-page'
import { ItemHead } from './item-head.tsx'
import { OfferBox } from './offer-box.tsx'
import { Outline } from './outline.tsx'
import { courseData, trailData } from './structured-data.ts'
import { TagLine } from './tag-line.tsx'

/** One row on a wide screen. */
const SIMILAR = 4

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const found = await catalog.getItemBySlug(ctx, 'course', params.slug)
  if ('movedTo' in found) throw redirect(itemPath({ kind: 'course', slug: found.movedTo }), 301)
  const { item } = found
  const [opened, offer, opinion, similar, together, progress] = await Promise.all([
    library.openItem(ctx, item.id),
    commerce.getOffer(ctx, item.id),
    community.opinionOf(ctx, item.id),
    recommendations.similarItems(ctx, item.id, SIMILAR),
    analytics.boughtTogether(ctx, item.id),
    ctx.actor.kind === 'person' ? library.courseProgress(ctx, item.id) : null,
  ])
  const coupon = opened.access === 'locked' ? await commerce.findCouponPrice(ctx, offer) : null
  return { item, opened, offer, coupon, opinion, similar, together, progress }
}

export default function CoursePage({ loaderData }: Route.ComponentProps) {
  const { item, opened, offer, coupon, opinion, similar, together, progress } = loaderData
  const { t } = useWords()
  const { csrfToken, origin, site } = useShell()
  const open = opened.access !== 'locked'
  const data = [
    courseData(item, origin, site.name, offer),
    trailData(item, origin, t('catalog.title')),
  ]
  return (
    <div className="page-width pb-10">
      <Seo
        title={item.title}
        description={item.summary}
        path={itemPath(item)}
        image={item.cover?.src ?? null}
        jsonLd={data}
      />
      <div className="course grid grid-cols-1 gap-x-16 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div>
          <ItemHead item={item} />
          <div className="mt-9">
            <Cover
              picture={item.cover}
              seed={item.slug}
              sizes="(min-width: 48rem) 54rem, 92vw"
              eager
            />
          </div>
        </div>
        <aside className="pt-10 lg:row-span-2 lg:pt-20">
          <div className="lg:sticky lg:top-24">
            <OfferBox item={item} offer={offer} coupon={coupon} open={open} progress={progress} />
          </div>
        </aside>
        <div className="pt-12" data-look={item.id} data-csrf={csrfToken}>
          {opened.html && <Prose html={opened.html} lang={item.language} />}
          <section className="pt-14" aria-labelledby="outline">
            <h2 id="outline" className="text-2xl">
              {t('reading.outline')}
            </h2>
            <Outline item={item} open={open} completed={progress?.completedLessonIds ?? []} />
          </section>
          <OpinionBar itemId={item.id} path={itemPath(item)} opinion={opinion} />
          <TagLine tags={item.tags} />
        </div>
      </div>
      <CardRow id="together" title={t('audience.boughtTogether')} items={together} />
      <CardRow id="similar" title={t('shelf.similar')} items={similar} from="similar" />
    </div>
  )
}
