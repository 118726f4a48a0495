import { useSearchParams } from 'react-router'
import * as catalog from '#catalog'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { SelectField, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Tabs } from '../../ui/controls/tabs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/items-page'
import { DraftTable, itemStatusWords, type Status } from './draft-table.tsx'

const statuses: Status[] = ['draft', 'scheduled', 'published', 'archived']

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const search = new URL(request.url).searchParams
  const status = statuses.find((name) => name === search.get('status'))
  const after = search.get('after')
  return {
    page: await catalog.listDrafts(ctx, { ...(status && { status }), ...(after && { after }) }),
  }
}

export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const draft = await catalog.createItem(ctxOf(context), {
    kind: field('kind') === 'course' ? 'course' : 'article',
    title: field('title'),
  })
  return go(`/studio/items/${draft.id}`)
}

export default function ItemsPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  const tabs = statuses.map((status) => ({
    to: `/studio/items?status=${status}`,
    label: t(itemStatusWords[status]),
    current: search.get('status') === status,
  }))
  const all = { to: '/studio/items', label: t('catalog.all'), current: !search.has('status') }
  return (
    <>
      <h1 className="pb-6 text-2xl">{t('studio.items')}</h1>
      <NewItem />
      <div className="pt-10 pb-4">
        <Tabs label={t('studio.items')} tabs={[all, ...tabs]} />
      </div>
      {page.items.length > 0 ? (
        <DraftTable drafts={page.items} />
      ) : (
        <Empty title={t('studio.noItems')} />
      )}
      <Pager next={page.next} />
    </>
  )
}

function NewItem() {
  const { t } = useWords()
  return (
    <section className="panel" aria-labelledby="new-item">
      <h2 id="new-item" className="pb-4 text-lg">
        {t('studio.newItem')}
      </h2>
      <FormError />
      <Form className="grid items-end gap-4 sm:grid-cols-[9rem_minmax(0,1fr)_auto]">
        <SelectField
          label={t('catalog.kind')}
          name="kind"
          options={[
            { value: 'article', label: t('catalog.article') },
            { value: 'course', label: t('catalog.course') },
          ]}
        />
        <TextField label={t('studio.itemTitle')} name="title" required maxLength={120} />
        <Button tone="primary">{t('studio.begin')}</Button>
      </Form>
    </section>
  )
}
