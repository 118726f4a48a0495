import * as accounts from '#accounts'
import * as commerce from '#commerce'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { useShell } from '../shell/shell.ts'
import { ctxOf } from '../shell/visit.ts'
import { Pager } from '../ui/controls/pager.tsx'
import { Avatar } from '../ui/display/avatar.tsx'
import { Empty } from '../ui/display/empty.tsx'
import type { Route } from './+types/author-page'
import { EntryList } from './cards/item-entry.tsx'

export async function loader({ context, params, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const after = new URL(request.url).searchParams.get('after')
  const [author, page] = await Promise.all([
    accounts.getAuthor(ctx, params.username),
    commerce.browse(ctx, { author: params.username, ...(after && { after }) }),
  ])
  return { author, page }
}

export default function AuthorPage({ loaderData }: Route.ComponentProps) {
  const { author, page } = loaderData
  const { t } = useWords()
  const { origin } = useShell()
  const path = `/authors/${encodeURIComponent(author.username)}`
  const person = { '@type': 'Person', name: author.name, url: origin + path }
  return (
    <div className="page-width py-12 md:py-16">
      <Seo
        title={author.name}
        description={author.bio}
        path={path}
        type="profile"
        jsonLd={[person]}
      />
      <header className="flex flex-col gap-6 pb-12 sm:flex-row sm:items-center">
        <Avatar name={author.name} image={author.image} size="large" />
        <div>
          <h1 className="text-3xl">{author.name}</h1>
          {author.bio && <p className="mt-2 max-w-[38em] text-soft">{author.bio}</p>}
          {author.website && (
            <a
              className="link mt-2 inline-block text-sm"
              href={author.website}
              rel="nofollow ugc noreferrer"
            >
              {author.website.replace(/^https?:\/\//, '').replace(/\/$/, '')}
            </a>
          )}
        </div>
      </header>
      <div className="channel">
        <h2>{t('catalog.works')}</h2>
      </div>
      {page.items.length > 0 ? (
        <EntryList items={page.items} heading="h3" />
      ) : (
        <Empty title={t('catalog.nothingYet')} />
      )}
      <Pager next={page.next} />
    </div>
  )
}
