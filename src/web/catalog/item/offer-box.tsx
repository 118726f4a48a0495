import type * as library from '#library'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { ButtonLink } from '../../ui/controls/button.tsx'
import { Meter } from '../../ui/display/meter.tsx'
import { levelWords } from '../cards/card-meta.tsx'
import { type CouponPrice, type Item, lessonPath, type Offer } from './item.ts'
import { OwnPrice } from './own-price.tsx'

type Progress = Awaited<ReturnType<typeof library.courseProgress>>
type OfferBoxProps = {
  item: Item
  offer: Offer
  coupon: CouponPrice
  open: boolean
  progress: Progress | null
}

/** What it costs and what one gets; for who holds it already, the way on. */
export function OfferBox({ item, offer, coupon, open, progress }: OfferBoxProps) {
  return (
    <div className="offer-box screen-only">
      {open ? (
        <Resume item={item} progress={progress} />
      ) : (
        <Buy item={item} offer={offer} coupon={coupon} />
      )}
      <WhatYouGet item={item} months={offer.months} />
    </div>
  )
}

function Resume({ item, progress }: Pick<OfferBoxProps, 'item' | 'progress'>) {
  const { t } = useWords()
  const first = item.outline[0]?.lessons[0]?.id
  const goal = progress?.resumeLessonId ?? first
  const begun = (progress?.percent ?? 0) > 0
  return (
    <>
      <p className="font-serif text-xl">{t(begun ? 'reading.welcomeBack' : 'reading.open')}</p>
      {progress && begun && (
        <div className="mt-4">
          <Meter percent={progress.percent} label={t('reading.progress')} />
          <p className="figures mt-2 text-sm text-faint">
            {t('reading.percentDone', { percent: Math.round(progress.percent) })}
          </p>
        </div>
      )}
      {goal && (
        <ButtonLink to={lessonPath(item.slug, goal)} tone="primary" wide className="mt-5">
          {t(begun ? 'reading.continue' : 'reading.start')}
        </ButtonLink>
      )}
    </>
  )
}

function Buy({ item, offer, coupon }: Pick<OfferBoxProps, 'item' | 'offer' | 'coupon'>) {
  const { t, money } = useWords()
  const { price, obstacle } = offer
  const free = (coupon?.amount ?? price)?.minor === 0n
  const preview = item.outline.flatMap((chapter) => chapter.lessons).find((it) => it.freePreview)
  return (
    <>
      {price && coupon ? (
        <OwnPrice price={price} coupon={coupon} />
      ) : (
        price && (
          <p className="amount" {...(free && { 'data-free': '' })}>
            {free ? t('catalog.free') : money(price)}
          </p>
        )
      )}
      {price && !obstacle ? (
        <ButtonLink to={`/checkout/${item.id}`} tone="seal" wide className="mt-5">
          {t(free ? 'reading.getFree' : 'reading.buy')}
        </ButtonLink>
      ) : (
        <p className="mt-4 text-sm text-faint">{t('reading.notForSale')}</p>
      )}
      {preview && (
        <ButtonLink to={lessonPath(item.slug, preview.id)} wide className="mt-3">
          {t('reading.tryFree')}
        </ButtonLink>
      )}
    </>
  )
}

function WhatYouGet({ item, months }: { item: Item; months: number | null }) {
  const { t, span } = useWords()
  const facts: [WordKey, string][] = [
    ['reading.fact.lessons', t('catalog.lessons', { count: item.lessonCount })],
    ['reading.fact.length', span(item.minutes * 60)],
    ['reading.fact.level', t(levelWords[item.level])],
    [
      'reading.fact.access',
      months ? t('renewals.term.months', { months }) : t('reading.fact.forever'),
    ],
  ]
  return (
    <dl className="mt-7 border-t border-line pt-4 text-sm">
      {facts.map(([label, value]) => (
        <div key={label} className="flex justify-between gap-4 py-1.5">
          <dt className="text-faint">{t(label)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
