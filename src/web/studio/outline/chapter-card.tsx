import { ArrowDown, ArrowUp, Trash2 } from 'lucide-react'
import type { DraftChapter, DraftLesson } from '#catalog'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { SelectField, TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'

export const lessonKindWords: Record<DraftLesson['kind'], WordKey> = {
  text: 'reading.kind.text',
  video: 'reading.kind.video',
  audio: 'reading.kind.audio',
  picture: 'reading.kind.picture',
}

type ChapterCardProps = {
  chapter: DraftChapter
  name: string
  first: boolean
  last: boolean
  open: boolean
}

/** A chapter and its lessons; every button is a form of its own, so it works without script. */
export function ChapterCard({ chapter, name, first, last }: ChapterCardProps) {
  const { t } = useWords()
  const { id, title, lessons } = chapter
  return (
    <section className="panel" aria-label={`${name} ${title}`}>
      <div className="flex flex-wrap items-end gap-2">
        <Form className="flex min-w-52 flex-1 items-end gap-2">
          <input type="hidden" name="intent" value="rename-chapter" />
          <input type="hidden" name="id" value={id} />
          <div className="flex-1">
            <TextField label={name} name="title" defaultValue={title} required maxLength={120} />
          </div>
          <Button tone="quiet">{t('accounts.save')}</Button>
        </Form>
        <Act intent="move-chapter" id={id} direction="up" title={title} hidden={first} />
        <Act intent="move-chapter" id={id} direction="down" title={title} hidden={last} />
        {lessons.length === 0 && <Act intent="remove-chapter" id={id} title={title} />}
      </div>
      <ol className="mt-5">
        {lessons.map((lesson, index) => (
          <li key={lesson.id} className="flex items-center gap-2 border-t border-line py-2">
            <Link className="flex-1 hover:text-water" to={`/studio/lessons/${lesson.id}`}>
              {lesson.title}
            </Link>
            {lesson.freePreview && <Badge tone="moss">{t('reading.preview')}</Badge>}
            <Badge>{t(lessonKindWords[lesson.kind])}</Badge>
            <Act
              intent="move-lesson"
              id={lesson.id}
              direction="up"
              title={lesson.title}
              hidden={index === 0}
            />
            <Act
              intent="move-lesson"
              id={lesson.id}
              direction="down"
              title={lesson.title}
              hidden={index === lessons.length - 1}
            />
          </li>
        ))}
      </ol>
      <NewLesson chapterId={id} />
    </section>
  )
}

type ActProps = {
  intent: string
  id: string
  title: string
  direction?: 'up' | 'down'
  hidden?: boolean
}

/** A small button that keeps its place when it has nothing to do. */
export function Act({ intent, id, title, direction, hidden }: ActProps) {
  const { t } = useWords()
  const Icon = direction === 'up' ? ArrowUp : direction === 'down' ? ArrowDown : Trash2
  const label = direction ? `authoring.${direction}` : 'authoring.removeNamed'
  return (
    <Form className={hidden ? 'invisible' : ''}>
      <input type="hidden" name="intent" value={intent} />
      <input type="hidden" name="id" value={id} />
      {direction && <input type="hidden" name="direction" value={direction} />}
      <Button size="small" tone="quiet" icon aria-label={t(label as WordKey, { title })}>
        <Icon />
      </Button>
    </Form>
  )
}

function NewLesson({ chapterId }: { chapterId: string }) {
  const { t } = useWords()
  const kinds = Object.entries(lessonKindWords)
  return (
    <Form className="mt-4 grid items-end gap-3 sm:grid-cols-[8rem_minmax(0,1fr)_auto]">
      <input type="hidden" name="intent" value="add-lesson" />
      <input type="hidden" name="id" value={chapterId} />
      <SelectField
        label={t('catalog.kind')}
        name="kind"
        options={kinds.map(([value, key]) => ({ value, label: t(key) }))}
      />
      <TextField label={t('authoring.newLesson')} name="title" required maxLength={120} />
      <Button>{t('authoring.add')}</Button>
    </Form>
  )
}
