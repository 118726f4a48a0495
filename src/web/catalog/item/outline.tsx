import { Check, FileText, Headphones, Image, Lock, PlayCircle } from 'lucide-react'
import { chineseNumber, formatClock } from '../../i18n/format.ts'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Link } from '../../ui/controls/link.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { type Chapter, type Item, type Lesson, lessonPath } from './item.ts'

const kindIcons = { text: FileText, picture: Image, audio: Headphones, video: PlayCircle }
const kindWords: Record<Lesson['kind'], WordKey> = {
  text: 'reading.kind.text',
  picture: 'reading.kind.picture',
  audio: 'reading.kind.audio',
  video: 'reading.kind.video',
}

type OutlineProps = {
  item: Pick<Item, 'slug' | 'outline'>
  /** Whether the reader holds the course: else only previews are links. */
  open: boolean
  completed: readonly string[]
  currentId?: string
  small?: boolean
}

/** The course as the contents page of a book. */
export function Outline({ item, open, completed, currentId, small }: OutlineProps) {
  return (
    <ol className={`contents ${small ? 'contents-small' : ''}`}>
      {item.outline.map((chapter, index) => (
        <li key={chapter.id}>
          <ChapterHead chapter={chapter} number={index + 1} />
          <ol>
            {chapter.lessons.map((lesson) => (
              <li key={lesson.id}>
                <LessonLine
                  lesson={lesson}
                  to={open || lesson.freePreview ? lessonPath(item.slug, lesson.id) : null}
                  done={completed.includes(lesson.id)}
                  current={lesson.id === currentId}
                  badge={!open && lesson.freePreview}
                />
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ol>
  )
}

function ChapterHead({ chapter, number }: { chapter: Chapter; number: number }) {
  const { t, locale } = useWords()
  const shown = locale === 'en' ? String(number) : chineseNumber(number)
  return (
    <h3 className="chapter">
      <span>{t('reading.chapter', { number: shown })}</span>
      {chapter.title}
    </h3>
  )
}

type LineProps = {
  lesson: Lesson
  to: string | null
  done: boolean
  current: boolean
  badge: boolean
}

function LessonLine({ lesson, to, done, current, badge }: LineProps) {
  const { t } = useWords()
  const Icon = kindIcons[lesson.kind]
  const inner = (
    <>
      {done ? (
        <Check aria-label={t('reading.done')} />
      ) : (
        <Icon aria-label={t(kindWords[lesson.kind])} />
      )}
      <span>{lesson.title}</span>
      <span className="lesson-edge">
        {badge && <Badge tone="moss">{t('reading.preview')}</Badge>}
        {lesson.durationMs !== null && formatClock(lesson.durationMs / 1000)}
        {!to && <Lock aria-label={t('reading.locked')} />}
      </span>
    </>
  )
  if (!to) return <div className="lesson">{inner}</div>
  return (
    <Link className="lesson" to={to} {...(current && { 'aria-current': 'page' as const })}>
      {inner}
    </Link>
  )
}
