import type * as library from '#library'
import { useWords } from '../i18n/use-words.ts'
import { useShell } from '../shell/shell.ts'
import { Prose } from '../ui/display/prose.tsx'

type OpenedLesson = Exclude<Awaited<ReturnType<typeof library.openLesson>>, { access: 'locked' }>
type LessonBodyProps = { opened: OpenedLesson; language: string; tracked: boolean }

/** The player, then the text. Where one stopped is reported for a person, never for a visitor. */
export function LessonBody({ opened, language, tracked }: LessonBodyProps) {
  const { csrfToken } = useShell()
  const { media, progress, html } = opened
  const plays = media?.kind === 'video' || media?.kind === 'audio'
  const report = tracked
    ? {
        'data-progress': opened.lesson.id,
        'data-csrf': csrfToken,
        'data-position': String(progress?.positionMs ?? 0),
        'data-percent': String(progress?.percent ?? 0),
      }
    : {}
  return (
    <>
      {media && <Player media={media} title={opened.lesson.title} report={plays ? report : {}} />}
      {html && (
        <div className={media ? 'pt-9' : ''} {...(!plays && report)}>
          <Prose html={html} lang={language} />
        </div>
      )}
    </>
  )
}

type PlayerProps = {
  media: NonNullable<OpenedLesson['media']>
  title: string
  report: Record<string, string>
}

function Player({ media, title, report }: PlayerProps) {
  const { t } = useWords()
  const label = t('reading.player', { title })
  const shared = { controls: true, preload: 'metadata', 'aria-label': label, ...report } as const
  if (media.kind === 'video') {
    return (
      <div className="stage screen-only">
        <video {...shared} playsInline controlsList="nodownload">
          <source src={media.url} type={media.mime} />
          {t('reading.noPlayer')}
        </video>
      </div>
    )
  }
  if (media.kind === 'audio') {
    return (
      <div className="sound screen-only">
        <p className="font-serif text-lg">{title}</p>
        <audio {...shared} controlsList="nodownload">
          <source src={media.url} type={media.mime} />
          {t('reading.noPlayer')}
        </audio>
      </div>
    )
  }
  if (media.kind === 'picture')
    return <img src={media.url} alt={title} className="mx-auto rounded-sm" />
  return (
    <a className="link" href={media.url} download>
      {title}
    </a>
  )
}
