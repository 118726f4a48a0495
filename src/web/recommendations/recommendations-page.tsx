import { useSearchParams } from 'react-router'
import { keepTaste } from '#api'
import { invalid } from '#kernel/errors.ts'
import * as recommendations from '#recommendations'
import { itemPath } from '../catalog/cards/card.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { useShell } from '../shell/shell.ts'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { Choice } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Meter } from '../ui/display/meter.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/recommendations-page'
import { loadShelf } from './load-shelf.ts'
import { SuggestionCard } from './suggestion-card.tsx'

const COUNT = 12

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const { taste } = visitOf(context)
  const isMember = ctx.actor.kind === 'person'
  const [shelf, profile, choice, dismissed] = await Promise.all([
    loadShelf(context, COUNT),
    recommendations.profileOf(ctx, recommendations.readTaste(taste)),
    isMember ? recommendations.getChoice(ctx) : null,
    isMember ? recommendations.listDismissed(ctx) : [],
  ])
  const isOff = choice ? !choice.personalised : taste === recommendations.NO_TASTE
  return { shelf, profile, choice, dismissed, isOff }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'undismiss') {
    await recommendations.undismissItem(ctx, field('itemId'))
    return go('/recommendations')
  }
  if (ctx.actor.kind !== 'person') {
    const kept = { forget: '', on: '', off: recommendations.NO_TASTE }[intent]
    if (kept === undefined) throw invalid('form.unknown_intent')
    return go('/recommendations?done=saved', [keepTaste(kept)])
  }
  if (intent === 'forget') {
    await recommendations.forgetProfile(ctx, ctx.actor.personId)
    return go('/recommendations?done=forgotten')
  }
  if (intent !== 'choose') throw invalid('form.unknown_intent')
  await recommendations.choose(ctx, {
    personalised: field('personalised') === 'on',
    digest: field('digest') === 'on',
  })
  return go('/recommendations?done=saved')
}

const doneWords = { saved: 'shelf.saved', forgotten: 'shelf.forgotten' } as const

export default function RecommendationsPage({ loaderData }: Route.ComponentProps) {
  const { shelf, profile, choice, dismissed, isOff } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const done = search.get('done') ?? ''
  return (
    <div className="page-width py-12 md:py-16">
      <Seo title={t('shelf.page')} hidden />
      <h1 className="text-3xl">{t('shelf.page')}</h1>
      <p className="mt-3 max-w-(--measure) pb-8 text-soft">
        {t('shelf.pageHint')} {!choice && t('shelf.visitorHint')}
      </p>
      {Object.hasOwn(doneWords, done) && (
        <Notice tone="moss" role="status" className="mb-8">
          {t(doneWords[done as keyof typeof doneWords])}
        </Notice>
      )}
      <FormError />
      {isOff && <Notice className="mb-8">{t('shelf.isOff')}</Notice>}
      {shelf.suggestions.length > 0 ? (
        <div className="grid gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
          {shelf.suggestions.map((suggestion) => (
            <SuggestionCard
              key={suggestion.item.id}
              suggestion={suggestion}
              titles={shelf.titles}
            />
          ))}
        </div>
      ) : (
        <p className="text-soft">{t('shelf.nothing')}</p>
      )}
      <div className="grid gap-14 pt-16 md:grid-cols-2">
        <BasedOn profile={profile} />
        <Choices choice={choice} isOff={isOff} />
      </div>
      {dismissed.length > 0 && <Dismissed items={dismissed} />}
    </div>
  )
}

type Loaded = Route.ComponentProps['loaderData']

function BasedOn({ profile }: Pick<Loaded, 'profile'>) {
  const { t } = useWords()
  return (
    <section aria-labelledby="based-on">
      <h2 id="based-on" className="pb-4 text-xl">
        {t('shelf.basedOn')}
      </h2>
      {profile.length === 0 && <p className="text-soft">{t('shelf.basedOnNothing')}</p>}
      <ul className="grid gap-4">
        {profile.map(({ item, share }) => (
          <li key={item.id} className="grid gap-1">
            <div className="flex items-baseline justify-between gap-4">
              <Link className="link" to={itemPath(item)}>
                {item.title}
              </Link>
              <span className="text-sm text-faint">
                {t('shelf.shareOf', { percent: Math.round(share * 100) })}
              </span>
            </div>
            <Meter percent={share * 100} label={item.title} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Choices({ choice, isOff }: Pick<Loaded, 'choice' | 'isOff'>) {
  const { t } = useWords()
  return (
    <section aria-labelledby="choices">
      <h2 id="choices" className="pb-4 text-xl">
        {t('shelf.choices')}
      </h2>
      {choice ? (
        <Form className="grid gap-4">
          <input type="hidden" name="intent" value="choose" />
          <Choice type="checkbox" name="personalised" defaultChecked={choice.personalised}>
            {t('shelf.personalised')}
          </Choice>
          <p className="text-sm text-soft">{t('shelf.personalisedHint')}</p>
          <Choice type="checkbox" name="digest" defaultChecked={choice.digest}>
            {t('shelf.digest')}
          </Choice>
          <Button className="w-fit">{t('shelf.save')}</Button>
        </Form>
      ) : (
        <Simple intent={isOff ? 'on' : 'off'} label={t(isOff ? 'shelf.on' : 'shelf.off')} />
      )}
      <div className="mt-8">
        <Simple intent="forget" label={t('shelf.forget')} />
        {choice && <p className="mt-2 text-sm text-soft">{t('shelf.forgetHint')}</p>}
      </div>
    </section>
  )
}

function Simple({ intent, label }: { intent: string; label: string }) {
  return (
    <Form>
      <input type="hidden" name="intent" value={intent} />
      <Button size="small">{label}</Button>
    </Form>
  )
}

function Dismissed({ items }: { items: Loaded['dismissed'] }) {
  const { t } = useWords()
  const { viewer } = useShell()
  if (!viewer) return null
  return (
    <section className="pt-16" aria-labelledby="dismissed">
      <h2 id="dismissed" className="pb-4 text-xl">
        {t('shelf.dismissed')}
      </h2>
      <ul className="grid gap-3">
        {items.map((item) => (
          <li key={item.id} className="flex items-center justify-between gap-4">
            <Link className="link" to={itemPath(item)}>
              {item.title}
            </Link>
            <Form>
              <input type="hidden" name="intent" value="undismiss" />
              <input type="hidden" name="itemId" value={item.id} />
              <Button size="small" tone="quiet">
                {t('shelf.undismiss')}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  )
}
