import { X } from 'lucide-react'
import { useLocation } from 'react-router'
import type * as recommendations from '#recommendations'
import { itemPath } from '../catalog/cards/card.ts'
import { CardMeta } from '../catalog/cards/card-meta.tsx'
import { useWords } from '../i18n/use-words.ts'
import { Form } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Cover } from '../ui/pictures/cover.tsx'
import { ReasonLine } from './reason-line.tsx'

type Suggestion = recommendations.Suggestion
type Titles = ReadonlyMap<string, string>

/** A card that says why it is here and takes no for an answer. */
export function SuggestionCard({ suggestion, titles }: { suggestion: Suggestion; titles: Titles }) {
  const { t } = useWords()
  const { pathname } = useLocation()
  const { item, reason } = suggestion
  const label = t('shelf.notInterestedIn', { title: item.title })
  return (
    <article className="card suggestion">
      <Cover picture={item.cover} seed={item.slug} />
      <h3>
        <Link to={`${itemPath(item)}?from=shelf`}>{item.title}</Link>
      </h3>
      <ReasonLine reason={reason} titles={titles} />
      <CardMeta item={item} />
      <Form action="/recommendations/dismiss">
        <input type="hidden" name="itemId" value={item.id} />
        <input type="hidden" name="next" value={pathname} />
        <button type="submit" className="dismiss" aria-label={label} title={label}>
          <X size={16} aria-hidden />
          <span>{t('shelf.notInterested')}</span>
        </button>
      </Form>
    </article>
  )
}
