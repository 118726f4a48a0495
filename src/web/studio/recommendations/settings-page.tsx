import { useSearchParams } from 'react-router'
import * as recommendations from '#recommendations'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Choice, SelectField, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/settings-page'
import { PROMOTED, readSettings, timeNames, weightNames } from './read-settings.ts'
import { RecommendationTabs } from './tabs.tsx'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  const [settings, items] = await Promise.all([
    recommendations.getRecommendationSettings(ctx),
    recommendations.listChoosable(ctx),
  ])
  return { settings, items, kinds: recommendations.modelKinds }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'owner')
  const field = await readForm(request)
  const [settings, items] = await Promise.all([
    recommendations.getRecommendationSettings(ctx),
    recommendations.listChoosable(ctx),
  ])
  const idOf = (title: string) => items.find((item) => item.title === title)?.id
  await recommendations.saveRecommendationSettings(ctx, readSettings(field, settings, idOf))
  return go('/studio/recommendations/settings?done=saved')
}

type Loaded = Route.ComponentProps['loaderData']
type Settings = Loaded['settings']

export default function SettingsPage({ loaderData }: Route.ComponentProps) {
  const { settings, items, kinds } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <RecommendationTabs current="settings" />
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('recStudio.done.saved')}
        </Notice>
      )}
      <FormError />
      <Form className="grid max-w-2xl gap-12">
        <section aria-labelledby="order" className="grid gap-6">
          <h2 id="order" className="text-xl">
            {t('recStudio.howShown')}
          </h2>
          <Knob name="freshness" value={settings.freshness} />
          <Knob name="variety" value={settings.variety} />
          <Promoted settings={settings} items={items} />
        </section>
        <Towards settings={settings} />
        <section aria-labelledby="model" className="grid gap-6">
          <h2 id="model" className="text-xl">
            {t('recStudio.model')}
          </h2>
          <SelectField
            label={t('recStudio.model')}
            name="model"
            defaultValue={settings.model}
            hint={t('recStudio.modelHint')}
            options={[
              { value: 'auto', label: t('recStudio.auto') },
              ...kinds.map((kind) => ({ value: kind, label: t(`recStudio.kind.${kind}`) })),
            ]}
          />
          <Weights settings={settings} />
        </section>
        <Button tone="primary" className="w-fit">
          {t('recStudio.save')}
        </Button>
      </Form>
    </>
  )
}

/** A slider between two words; the number itself says nothing to anybody. */
function Knob({ name, value }: { name: 'freshness' | 'variety'; value: number }) {
  const { t } = useWords()
  return (
    <div className="knob">
      <label htmlFor={name} className="font-medium">
        {t(`recStudio.${name}`)}
      </label>
      <input
        id={name}
        name={name}
        type="range"
        min={0}
        max={100}
        step={5}
        defaultValue={Math.round(value * 100)}
      />
      <div className="ends" aria-hidden="true">
        <span>{t(`recStudio.${name}.low`)}</span>
        <span>{t(`recStudio.${name}.high`)}</span>
      </div>
    </div>
  )
}

function Promoted({ settings, items }: Pick<Loaded, 'settings' | 'items'>) {
  const { t } = useWords()
  const titleOf = new Map(items.map(({ id, title }) => [id, title]))
  const chosen = settings.promoted.flatMap((id) => titleOf.get(id) ?? [])
  return (
    <fieldset className="field grid gap-3">
      <legend>{t('recStudio.promoted')}</legend>
      <p className="hint">{t('recStudio.promotedHint')}</p>
      {PROMOTED.map((n) => (
        <input
          key={n}
          className="input"
          name={`promoted${n}`}
          list="titles"
          defaultValue={chosen[n - 1] ?? ''}
          aria-label={t('recStudio.promotedNth', { n })}
          placeholder={t('recStudio.promotedNone')}
          autoComplete="off"
        />
      ))}
      <datalist id="titles">
        {items.map(({ id, title }) => (
          <option key={id} value={title} />
        ))}
      </datalist>
    </fieldset>
  )
}

const manners = ['notice', 'ask', 'off'] as const
const shares = [5, 10, 20, 30, 50]

function Towards({ settings }: { settings: Settings }) {
  const { t } = useWords()
  const { personalisation, experiment, controlPercent } = settings
  const offered = [...new Set([...shares, controlPercent])].sort((a, b) => a - b)
  return (
    <section aria-labelledby="people" className="grid gap-6">
      <h2 id="people" className="text-xl">
        {t('recStudio.people')}
      </h2>
      <div className="grid gap-3">
        {manners.map((manner) => (
          <Choice
            key={manner}
            name="personalisation"
            value={manner}
            defaultChecked={personalisation === manner}
          >
            <strong className="font-semibold">{t(`recStudio.personalisation.${manner}`)}</strong>
            <span className="block text-sm text-soft">
              {t(`recStudio.personalisation.${manner}.hint`)}
            </span>
          </Choice>
        ))}
      </div>
      <Choice type="checkbox" name="experiment" value="on" defaultChecked={experiment}>
        {t('recStudio.experimentOn')}
      </Choice>
      <SelectField
        label={t('recStudio.controlShare')}
        name="controlPercent"
        defaultValue={String(controlPercent)}
        hint={t('recStudio.controlHint')}
        options={offered.map((share) => ({ value: String(share), label: `${share}%` }))}
      />
    </section>
  )
}

function Weights({ settings: { weights } }: { settings: Settings }) {
  const { t } = useWords()
  const times = { halfLifeDays: 'halfLife', fullViewSeconds: 'fullView' } as const
  return (
    <details>
      <summary className="link w-fit">{t('recStudio.advanced')}</summary>
      <p className="hint pb-4">{t('recStudio.advancedHint')}</p>
      <div className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        {weightNames.map((name) => (
          <TextField
            key={name}
            label={t(`recStudio.weight.${name}`)}
            name={name}
            type="number"
            min={0}
            max={10}
            step={0.1}
            defaultValue={weights[name]}
          />
        ))}
        {timeNames.map((name) => (
          <TextField
            key={name}
            label={t(`recStudio.${times[name]}`)}
            name={name}
            type="number"
            min={1}
            max={3600}
            defaultValue={weights[name]}
          />
        ))}
      </div>
    </details>
  )
}
