import { Bookmark, Heart, Star } from 'lucide-react'
import type * as community from '#community'
import { useWords } from '../i18n/use-words.ts'
import { Button, ButtonLink } from '../ui/controls/button.tsx'
import { Form } from '../ui/controls/form.tsx'

type OpinionBarProps = { itemId: string; path: string; opinion: community.Opinion }
type Marks = { intent: 'like' | 'bookmark'; on: boolean; label: string; count?: number }

/** Like, put aside, rate: each a small form of its own. A visitor is asked to log in. */
export function OpinionBar({ itemId, path, opinion }: OpinionBarProps) {
  const { t } = useWords()
  const { likes, own } = opinion
  const marks: Marks[] = [
    {
      intent: 'like',
      on: own?.liked ?? false,
      label: t(own?.liked ? 'opinions.liked' : 'opinions.like'),
      count: likes,
    },
    {
      intent: 'bookmark',
      on: own?.bookmarked ?? false,
      label: t(own?.bookmarked ? 'opinions.bookmarked' : 'opinions.bookmark'),
    },
  ]
  return (
    <section id="opinion" className="opinion" aria-label={t('opinions.title')}>
      <div className="flex flex-wrap items-center gap-3">
        {marks.map((mark) =>
          own ? (
            <MarkForm key={mark.intent} itemId={itemId} mark={mark} />
          ) : (
            <ButtonLink
              key={mark.intent}
              size="small"
              to={`/login?next=${encodeURIComponent(`${path}#opinion`)}`}
              rel="nofollow"
            >
              <MarkLabel mark={mark} />
            </ButtonLink>
          ),
        )}
      </div>
      <Rating itemId={itemId} opinion={opinion} />
    </section>
  )
}

function MarkForm({ itemId, mark }: { itemId: string; mark: Marks }) {
  return (
    <Form action={`/items/${itemId}/opinion`}>
      <input type="hidden" name="intent" value={mark.intent} />
      <input type="hidden" name="on" value={mark.on ? 'no' : 'yes'} />
      <Button size="small" aria-pressed={mark.on}>
        <MarkLabel mark={mark} />
      </Button>
    </Form>
  )
}

function MarkLabel({ mark: { intent, on, label, count } }: { mark: Marks }) {
  const Icon = intent === 'like' ? Heart : Bookmark
  return (
    <>
      <Icon size={16} aria-hidden fill={on ? 'currentColor' : 'none'} />
      {label}
      {count ? <span className="text-soft">{count}</span> : null}
    </>
  )
}

function Rating({ itemId, opinion: { rating, own } }: Omit<OpinionBarProps, 'path'>) {
  const { t } = useWords()
  return (
    <div className="flex flex-wrap items-center gap-3">
      {rating && (
        <p className="text-sm text-soft">
          {t('opinions.rating', { mean: rating.mean.toFixed(1), count: rating.count })}
        </p>
      )}
      {own?.mayRate && (
        <Form action={`/items/${itemId}/opinion`} className="stars" aria-label={t('opinions.rate')}>
          <input type="hidden" name="intent" value="rate" />
          {[1, 2, 3, 4, 5].map((stars) => (
            <button
              key={stars}
              type="submit"
              name="stars"
              value={stars}
              aria-label={t('opinions.stars', { count: stars })}
              aria-pressed={own.stars === stars}
            >
              <Star
                size={20}
                aria-hidden
                fill={own.stars && stars <= own.stars ? 'currentColor' : 'none'}
              />
            </button>
          ))}
        </Form>
      )}
      {own?.stars && (
        <Form action={`/items/${itemId}/opinion`}>
          <input type="hidden" name="intent" value="unrate" />
          <Button size="small" tone="quiet">
            {t('opinions.unrate')}
          </Button>
        </Form>
      )}
    </div>
  )
}
