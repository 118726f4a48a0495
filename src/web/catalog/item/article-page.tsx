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
import type { Route } from './+types/article-page'
import { Gate } from './gate.tsx'
import { ItemHead } from './item-head.tsx'
import { articleData, trailData } from './structured-data.ts'
import { TagLine } from './tag-line.tsx'

/** One row on a wide screen. */
const SIMILAR = 4

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const found = await catalog.getItemBySlug(ctx, 'article', params.slug)
  if ('movedTo' in found) throw redirect(itemPath({ kind: 'article', slug: found.movedTo }), 301)
  const [opened, offer, opinion, similar, together] = await Promise.all([
    library.openItem(ctx, found.item.id),
    commerce.getOffer(ctx, found.item.id),
    community.opinionOf(ctx, found.item.id),
    recommendations.similarItems(ctx, found.item.id, SIMILAR),
    analytics.boughtTogether(ctx, found.item.id),
  ])
  const coupon = opened.access === 'locked' ? await commerce.findCouponPrice(ctx, offer) : null
  return { item: found.item, opened, offer, coupon, opinion, similar, together }
}

export default function ArticlePage({ loaderData }: Route.ComponentProps) {
  const { item, opened, offer, coupon, opinion, similar, together } = loaderData
  const { t } = useWords()
  const { csrfToken, origin, site } = useShell()
  const locked = opened.access === 'locked'
  const data = [
    articleData(item, origin, site.name, offer),
    trailData(item, origin, t('catalog.title')),
  ]
  return (
    <article className="page-width">
      <Seo
        title={item.title}
        description={item.summary}
        path={itemPath(item)}
        image={item.cover?.src ?? null}
        type="article"
        jsonLd={data}
      />
      <ItemHead item={item} />
      {item.cover && (
        <div className="mx-auto mt-10 max-w-[56rem]">
          <Cover
            picture={item.cover}
            seed={item.slug}
            sizes="(min-width: 60rem) 56rem, 92vw"
            eager
          />
        </div>
      )}
      <div className="reading pt-10" data-look={item.id} data-csrf={csrfToken}>
        <Prose html={opened.html} lang={item.language} className={locked ? 'sinking' : ''} />
      </div>
      {locked && <Gate item={item} offer={offer} coupon={coupon} reason={opened.reason} />}
      <OpinionBar itemId={item.id} path={itemPath(item)} opinion={opinion} />
      <TagLine tags={item.tags} />
      <CardRow id="together" title={t('audience.boughtTogether')} items={together} />
      <CardRow id="similar" title={t('shelf.similar')} items={similar} from="similar" />
    </article>
  )
}
