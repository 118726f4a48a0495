import { redirect } from 'react-router'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import * as library from '#library'
import { useWords } from '../../i18n/use-words.ts'
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

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const found = await catalog.getItemBySlug(ctx, 'article', params.slug)
  if ('movedTo' in found) throw redirect(itemPath({ kind: 'article', slug: found.movedTo }), 301)
  const [opened, offer] = await Promise.all([
    library.openItem(ctx, found.item.id),
    commerce.getOffer(ctx, found.item.id),
  ])
  return { item: found.item, opened, offer }
}

export default function ArticlePage({ loaderData }: Route.ComponentProps) {
  const { item, opened, offer } = loaderData
  const { t } = useWords()
  const { origin, site } = useShell()
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
      <div className="reading pt-10">
        <Prose html={opened.html} lang={item.language} className={locked ? 'sinking' : ''} />
      </div>
      {locked && <Gate item={item} offer={offer} reason={opened.reason} />}
      <TagLine tags={item.tags} />
    </article>
  )
}
