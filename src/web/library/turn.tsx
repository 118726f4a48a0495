import { lessonPath } from '../catalog/item/item.ts'
import { useWords } from '../i18n/use-words.ts'
import { Link } from '../ui/controls/link.tsx'

type Neighbour = { id: string; title: string } | null
type TurnProps = { slug: string; previous: Neighbour; next: Neighbour }

/** Turning the page: to the lesson before and to the one after. */
export function Turn({ slug, previous, next }: TurnProps) {
  const { t } = useWords()
  if (!previous && !next) return null
  return (
    <nav className="turn" aria-label={t('reading.lessonMenu')}>
      {previous ? (
        <Link to={lessonPath(slug, previous.id)} rel="prev">
          <small>{t('reading.previous')}</small>
          {previous.title}
        </Link>
      ) : (
        <span />
      )}
      {next && (
        <Link to={lessonPath(slug, next.id)} rel="next">
          <small>{t('reading.next')}</small>
          {next.title}
        </Link>
      )}
    </nav>
  )
}
