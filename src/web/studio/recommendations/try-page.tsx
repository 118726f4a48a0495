import type { ReactNode } from 'react'
import * as catalog from '#catalog'
import * as recommendations from '#recommendations'
import { itemPath } from '../../catalog/cards/card.ts'
import { CardMeta } from '../../catalog/cards/card-meta.tsx'
import { useWords } from '../../i18n/use-words.ts'
import { ReasonLine } from '../../recommendations/reason-line.tsx'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { SelectField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { Cover } from '../../ui/pictures/cover.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/try-page'
import { RecommendationTabs } from './tabs.tsx'

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  const { searchParams } = new URL(request.url)
  const [readers, items] = await Promise.all([
    recommendations.listReaders(ctx),
    recommendations.listChoosable(ctx),
  ])
  const reader = searchParams.get('reader')
  const reads = searchParams.getAll('read').flatMap((title) => {
    return items.find((item) => item.title === title)?.id ?? []
  })
  const asked = reader ? { reader } : reads.length > 0 ? { items: reads } : null
  const tried = asked && (await recommendations.tryAs(ctx, asked))
  const named = tried?.suggestions.flatMap(({ reason }) =>
    reason.kind === 'because' ? reason.from.map(({ itemId }) => itemId) : [],
  )
  const cards = await catalog.cardsOf(ctx, named ?? [])
  const titles = new Map([...cards].map(([id, { title }]) => [id, title]))
  return { readers, items, reader, typed: searchParams.getAll('read'), tried, titles }
}

type Loaded = Route.ComponentProps['loaderData']

export default function TryPage({ loaderData }: Route.ComponentProps) {
  const { readers, items, reader, typed, tried, titles } = loaderData
  const { t } = useWords()
  return (
    <>
      <RecommendationTabs current="try" />
      <p className="max-w-(--measure) pb-6 text-soft">{t('recStudio.tryHint')}</p>
      <div className="grid items-start gap-5 md:grid-cols-2">
        <Panel id="as-reader" title={t('recStudio.asReader')}>
          {readers.length === 0 ? (
            <p className="text-faint">{t('recStudio.noReaders')}</p>
          ) : (
            <AsReader readers={readers} reader={reader} />
          )}
        </Panel>
        <Panel id="as-taste" title={t('recStudio.asTaste')}>
          <AsTaste items={items} typed={typed} />
        </Panel>
      </div>
      {tried && <Shown tried={tried} reader={reader} titles={titles} />}
    </>
  )
}

function Panel({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} className="pb-4 text-lg">
        {title}
      </h2>
      {children}
    </section>
  )
}

function AsReader({ readers, reader }: Pick<Loaded, 'readers' | 'reader'>) {
  const { t } = useWords()
  return (
    <Form method="get" className="grid gap-4">
      <SelectField
        label={t('recStudio.reader')}
        name="reader"
        defaultValue={reader ?? undefined}
        options={readers.map(({ pseudonym, lastActive, reads }) => ({
          value: pseudonym,
          label: t('recStudio.readerLine', {
            name: pseudonym.slice(0, 4),
            day: lastActive,
            reads,
          }),
        }))}
      />
      <Button className="w-fit">{t('recStudio.show')}</Button>
    </Form>
  )
}

function AsTaste({ items, typed }: Pick<Loaded, 'items' | 'typed'>) {
  const { t } = useWords()
  return (
    <Form method="get" className="grid gap-3">
      {[1, 2, 3].map((n) => (
        <input
          key={n}
          className="input"
          name="read"
          list="titles"
          defaultValue={typed[n - 1] ?? ''}
          aria-label={t('recStudio.tasteNth', { n })}
          placeholder={t('recStudio.tasteNth', { n })}
          autoComplete="off"
        />
      ))}
      <datalist id="titles">
        {items.map(({ id, title }) => (
          <option key={id} value={title} />
        ))}
      </datalist>
      <Button className="w-fit">{t('recStudio.show')}</Button>
    </Form>
  )
}

type ShownProps = Pick<Loaded, 'reader' | 'titles'> & { tried: recommendations.Tried }

function Shown({ tried, reader, titles }: ShownProps) {
  const { t } = useWords()
  const { suggestions, isPersonal, arm } = tried
  return (
    <section className="pt-12" aria-labelledby="shown">
      <div className="channel">
        <h2 id="shown">
          {reader
            ? t('recStudio.shelfOf', { name: reader.slice(0, 4) })
            : t('recStudio.shelfOfTaste')}
        </h2>
      </div>
      {!isPersonal && suggestions.length > 0 && (
        <Notice className="mb-6">
          {t(arm === 'control' ? 'recStudio.inControl' : 'recStudio.notPersonal')}
        </Notice>
      )}
      {suggestions.length === 0 && <Empty title={t('recStudio.nothingToShow')} />}
      <ol className="grid gap-x-8 gap-y-10 sm:grid-cols-2 xl:grid-cols-3">
        {suggestions.map(({ item, reason }) => (
          <li key={item.id} className="card suggestion">
            <Cover picture={item.cover} seed={item.slug} />
            <h3>
              <Link to={itemPath(item)}>{item.title}</Link>
            </h3>
            <ReasonLine reason={reason} titles={titles} />
            <CardMeta item={item} />
          </li>
        ))}
      </ol>
    </section>
  )
}
