import { data } from 'react-router'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { Pager } from '../ui/controls/pager.tsx'
import type { Route } from './+types/tag-page'
import { EntryList } from './cards/item-entry.tsx'

export async function loader({ context, params, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const after = new URL(request.url).searchParams.get('after')
  const [tags, page] = await Promise.all([
    catalog.listTags(ctx),
    commerce.browse(ctx, { tag: params.slug, ...(after && { after }) }),
  ])
  const tag = tags.find(({ slug }) => slug === params.slug)
  if (!tag) throw data(null, { status: 404 })
  return { tag, page }
}

export default function TagPage({ loaderData }: Route.ComponentProps) {
  const { tag, page } = loaderData
  const { t } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={tag.name} path={`/tags/${encodeURIComponent(tag.slug)}`} />
      <header className="pb-8">
        <p className="text-sm text-faint">{t('catalog.tag')}</p>
        <h1 className="text-3xl">{tag.name}</h1>
        <p className="mt-1 text-sm text-faint">{t('catalog.pieces', { count: tag.count })}</p>
      </header>
      <EntryList items={page.items} />
      <Pager next={page.next} />
    </div>
  )
}
