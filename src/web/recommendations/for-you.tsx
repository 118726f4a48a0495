import { useWords } from '../i18n/use-words.ts'
import { Link } from '../ui/controls/link.tsx'
import type { Shelf } from './load-shelf.ts'
import { SuggestionCard } from './suggestion-card.tsx'

/** The front page's own shelf: nothing where nothing personal can be said. */
export function ForYou({ shelf: { suggestions, isPersonal, titles } }: { shelf: Shelf }) {
  const { t } = useWords()
  if (suggestions.length === 0) return null
  return (
    <section className="page-width pt-12" aria-labelledby="for-you">
      <div className="channel">
        <h2 id="for-you">{t(isPersonal ? 'shelf.forYou' : 'shelf.popular')}</h2>
        <Link to="/recommendations">{t('shelf.why')}</Link>
      </div>
      <div className="grid gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
        {suggestions.map((suggestion) => (
          <SuggestionCard key={suggestion.item.id} suggestion={suggestion} titles={titles} />
        ))}
      </div>
    </section>
  )
}
