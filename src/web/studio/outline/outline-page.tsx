import { useSearchParams } from 'react-router'
import * as catalog from '#catalog'
import { chineseNumber } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/outline-page'
import { changeOutline } from './change-outline.ts'
import { ChapterCard } from './chapter-card.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const { id, title, chapters } = await catalog.getDraft(ctx, params.itemId)
  return { id, title, chapters }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const goal = await changeOutline(ctxOf(context), params.itemId, await readForm(request))
  return go(goal ?? `/studio/items/${params.itemId}/outline`)
}

export default function OutlinePage({ loaderData: { id, title, chapters } }: Route.ComponentProps) {
  const { t, locale } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <Crumbs
        trail={[
          { label: t('studio.items'), to: '/studio/items' },
          { label: title, to: `/studio/items/${id}` },
        ]}
      />
      <h1 className="pt-4 pb-8 text-2xl">{t('authoring.outline')}</h1>
      <FormError />
      {chapters.length === 0 && <Empty title={t('authoring.noChapters')} />}
      <ol className="grid gap-6">
        {chapters.map((chapter, index) => (
          <li key={chapter.id}>
            <ChapterCard
              chapter={chapter}
              name={t('reading.chapter', {
                number: locale === 'en' ? index + 1 : chineseNumber(index + 1),
              })}
              first={index === 0}
              last={index === chapters.length - 1}
              open={search.get('chapter') === chapter.id}
            />
          </li>
        ))}
      </ol>
      <Form className="panel mt-8 flex items-end gap-4">
        <input type="hidden" name="intent" value="add-chapter" />
        <div className="flex-1">
          <TextField label={t('authoring.newChapter')} name="title" required maxLength={120} />
        </div>
        <Button>{t('authoring.add')}</Button>
      </Form>
    </>
  )
}
