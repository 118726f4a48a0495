import { useState } from 'react'
import * as catalog from '#catalog'
import * as media from '#media'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { useShell } from '../../shell/shell.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { MarkdownEditor } from '../editor/markdown-editor.tsx'
import { Rescue, SaveLine, SaveTrouble } from '../editor/save-line.tsx'
import { useAutosave } from '../editor/use-autosave.ts'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/lesson-page'
import { type LessonChanges, LessonFields } from './lesson-fields.tsx'

export const handle = { hydrate: true }

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  const lesson = await catalog.getLessonDraft(ctx, params.lessonId)
  const [course, assets, current] = await Promise.all([
    catalog.getDraft(ctx, lesson.courseId),
    lesson.kind === 'text' ? null : media.listAssets(ctx, { kind: lesson.kind }),
    lesson.mediaAssetId ? media.getAsset(ctx, lesson.mediaAssetId) : null,
  ])
  const { id, title, language } = course
  const known = assets?.items ?? []
  const missing = current && !known.some((asset) => asset.id === current.id) ? [current] : []
  return { lesson, course: { id, title, language }, assets: [...missing, ...known] }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const field = await readForm(request)
  await catalog.removeLesson(ctxOf(context), params.lessonId)
  return go(`/studio/items/${field('courseId')}/outline`)
}

export default function StudioLessonPage({ loaderData }: Route.ComponentProps) {
  const { lesson, course, assets } = loaderData
  const { t } = useWords()
  const { csrfToken } = useShell()
  const [fields, setFields] = useState<LessonChanges>(lesson)
  const backupKey = `lesson:${lesson.id}`
  const url = `/studio/lessons/${lesson.id}/save`
  const saving = useAutosave<LessonChanges>({ url, csrfToken, backupKey })
  const change = (changes: Partial<LessonChanges>) => {
    setFields((before) => ({ ...before, ...changes }))
    saving.change(changes)
  }
  const outline = `/studio/items/${course.id}/outline`
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4 pb-5">
        <Crumbs
          trail={[
            { label: course.title, to: `/studio/items/${course.id}` },
            { label: t('authoring.outline'), to: outline },
          ]}
        />
        <SaveLine state={saving.state} />
      </div>
      <Rescue<LessonChanges> backupKey={backupKey} onRestore={change} />
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
            language={course.language}
            paywall={false}
          />
        </div>
        <aside className="grid content-start gap-6">
          <LessonFields kind={lesson.kind} fields={fields} assets={assets} onChange={change} />
          <Confirm label={t('authoring.removeLesson')} tone="danger">
            <Form>
              <input type="hidden" name="courseId" value={course.id} />
              <p className="pb-3 text-sm">{t('authoring.removeLessonHint')}</p>
              <Button tone="seal" size="small">
                {t('authoring.removeLesson')}
              </Button>
            </Form>
          </Confirm>
        </aside>
      </div>
    </>
  )
}
