import { useState } from 'react'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { formatDecimal, parseMoney } from '#kernel/money.ts'
import * as payments from '#payments'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { useShell } from '../../shell/shell.ts'
import { ctxOf, visitOf } from '../../shell/visit.ts'
import { FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { MarkdownEditor } from '../editor/markdown-editor.tsx'
import { Rescue, SaveLine, SaveTrouble } from '../editor/save-line.tsx'
import { useAutosave } from '../editor/use-autosave.ts'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/item-page'
import { type Changes, changeStatus } from './item-changes.ts'
import { ItemFields } from './item-fields.tsx'
import { PublishPanel } from './publish-panel.tsx'

export const handle = { hydrate: true }

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const [draft, categories, prices, { months }] = await Promise.all([
    catalog.getDraft(ctx, params.itemId),
    catalog.listCategories(ctx),
    commerce.pricesOf(ctx, [params.itemId]),
    commerce.getOffer(ctx, params.itemId),
  ])
  const price = prices.get(params.itemId)
  const obstacle = price ? await payments.findSalesObstacle(ctx, price) : null
  return { draft, categories, price: price ? formatDecimal(price) : '', months, obstacle }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const { ctx, site } = visitOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'price') {
    const price = parseMoney(field('price').trim(), site.currency)
    if (!price) throw invalid('price.unreadable')
    await commerce.setPrice(ctx, params.itemId, price)
  } else if (intent === 'term') {
    await commerce.setTerm(ctx, params.itemId, monthsOf(field('months')))
  } else {
    await changeStatus(ctx, params.itemId, intent, field('publishAt'))
  }
  return go(`/studio/items/${params.itemId}?done=${intent}`)
}

export default function ItemPage({ loaderData }: Route.ComponentProps) {
  const { draft, categories, price, months, obstacle } = loaderData
  const { t } = useWords()
  const { csrfToken } = useShell()
  const [fields, setFields] = useState<Changes>(draft)
  const backupKey = `draft:${draft.id}`
  const url = `/studio/items/${draft.id}/save`
  const saving = useAutosave<Changes>({ url, csrfToken, version: draft.version, backupKey })
  const change = (changes: Partial<Changes>) => {
    setFields((before) => ({ ...before, ...changes }))
    saving.change(changes)
  }
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4 pb-5">
        <Crumbs trail={[{ label: t('studio.items'), to: '/studio/items' }]} />
        <SaveLine state={saving.state} />
      </div>
      <Rescue<Changes> backupKey={backupKey} onRestore={change} />
      <SaveTrouble refusal={saving.refusal} />
      <FormError />
      <div className="grid grid-cols-1 gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="min-w-0">
          <h1 className="sr-only">{fields.title}</h1>
          <textarea
            rows={1}
            className="title-input"
            value={fields.title}
            aria-label={t('studio.itemTitle')}
            maxLength={120}
            onChange={(event) => change({ title: event.target.value.replace(/\n/g, '') })}
          />
          <MarkdownEditor
            value={fields.source}
            onChange={(source) => change({ source })}
            language={fields.language}
            paywall={draft.kind === 'article'}
          />
        </div>
        <aside className="grid content-start gap-8">
          <PublishPanel
            draft={draft}
            access={fields.access}
            price={price}
            months={months}
            obstacle={obstacle}
            flush={saving.flush}
          />
          <ItemFields
            fields={fields}
            cover={draft.cover}
            categories={categories}
            onChange={change}
          />
        </aside>
      </div>
    </>
  )
}

/** Nothing chosen is for good. */
function monthsOf(text: string): number | null {
  return text === '' ? null : Number(text)
}
