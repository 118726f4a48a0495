import { redirect } from 'react-router'
import * as catalog from '#catalog'
import * as library from '#library'
import { itemPath } from '../catalog/cards/card.ts'
import { lessonPath } from '../catalog/item/item.ts'
import { Outline } from '../catalog/item/outline.tsx'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf } from '../shell/visit.ts'
import { ButtonLink } from '../ui/controls/button.tsx'
import { Crumbs } from '../ui/display/crumbs.tsx'
import { Meter } from '../ui/display/meter.tsx'
import { Phrases } from '../ui/display/phrases.tsx'
import type { Route } from './+types/lesson-page'
import { LessonBody } from './lesson-body.tsx'
import { Turn } from './turn.tsx'

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const found = await catalog.getItemBySlug(ctx, 'course', params.slug)
  if ('movedTo' in found) throw redirect(lessonPath(found.movedTo, params.lessonId), 301)
  const { item } = found
  const opened = await library.openLesson(ctx, params.lessonId)
  if (opened.lesson.courseId !== item.id) throw redirect(itemPath(item), 302)
  const person = ctx.actor.kind === 'person'
  const progress = person ? await library.courseProgress(ctx, item.id) : null
  return { item, opened, progress }
}

export default function LessonPage({ loaderData }: Route.ComponentProps) {
  const { item, opened, progress } = loaderData
  const { t } = useWords()
  const trail = [
    { label: t('catalog.title'), to: '/catalog' },
    { label: item.title, to: itemPath(item) },
  ]
  const holds = opened.access !== 'locked' && opened.access !== 'preview'
  return (
    <div className="page-width py-8 md:py-12">
      <Seo title={`${opened.lesson.title} · ${item.title}`} description={item.summary} />
      <div className="grid grid-cols-1 gap-x-14 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <article>
          <Crumbs trail={trail} />
          <h1 className="pt-4 pb-7 text-3xl" lang={item.language}>
            <Phrases text={opened.lesson.title} />
          </h1>
          {opened.access === 'locked' ? (
            <Locked item={item} />
          ) : (
            <LessonBody opened={opened} language={item.language} tracked={progress !== null} />
          )}
          <Turn slug={item.slug} previous={opened.previous} next={opened.next} />
        </article>
        <aside className="pt-14 lg:pt-1" aria-labelledby="contents">
          <div className="lg:sticky lg:top-24 lg:max-h-[calc(100dvh-7rem)] lg:overflow-y-auto">
            <h2 id="contents" className="text-lg">
              {t('reading.outline')}
            </h2>
            {progress && (
              <div className="pt-3">
                <Meter percent={progress.percent} label={t('reading.progress')} />
              </div>
            )}
            <Outline
              item={item}
              open={holds}
              completed={progress?.completedLessonIds ?? []}
              currentId={opened.lesson.id}
              small
            />
          </div>
        </aside>
      </div>
    </div>
  )
}

function Locked({ item }: { item: Parameters<typeof itemPath>[0] & { id: string } }) {
  const { t } = useWords()
  return (
    <section className="gate mx-0">
      <h2>{t('reading.lessonLocked')}</h2>
      <p className="mt-2 text-soft">{t('reading.lessonLockedHint')}</p>
      <p className="mt-6 flex flex-wrap justify-center gap-3">
        <ButtonLink to={`/checkout/${item.id}`} tone="seal">
          {t('reading.buy')}
        </ButtonLink>
        <ButtonLink to={itemPath(item)}>{t('reading.seeCourse')}</ButtonLink>
      </p>
    </section>
  )
}
