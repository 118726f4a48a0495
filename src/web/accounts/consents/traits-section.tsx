import type * as analytics from '#analytics'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Choice, SelectField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'

type Told = Awaited<ReturnType<typeof analytics.listTraits>>

type TraitsSectionProps = { told: Told; values: typeof analytics.traitValues }

/** What a person may tell of themselves: nothing is asked for, and consent is said each time. */
export function TraitsSection({ told, values }: TraitsSectionProps) {
  const { t } = useWords()
  const traits = Object.keys(values) as analytics.Trait[]
  return (
    <section aria-labelledby="traits">
      <div className="channel">
        <h2 id="traits">{t('audience.traits')}</h2>
      </div>
      <FormError intent="traits" />
      <p className="pb-5 text-soft">{t('audience.traitsHint')}</p>
      <Form className="grid gap-5">
        <input type="hidden" name="intent" value="traits" />
        <div className="grid gap-5 sm:grid-cols-3">
          {traits.map((trait) => (
            <SelectField
              key={trait}
              label={t(`audience.trait.${trait}`)}
              name={trait}
              defaultValue={told.find((one) => one.trait === trait)?.value ?? ''}
              options={[
                { value: '', label: t('audience.untold') },
                ...values[trait].map((value) => ({ value, label: t(`audience.told.${value}`) })),
              ]}
            />
          ))}
        </div>
        <Choice type="checkbox" name="consent" value="on" defaultChecked={told.length > 0} required>
          {t('audience.traitsConsent')}
        </Choice>
        <Button className="w-fit">{t('audience.save')}</Button>
      </Form>
      {told.length > 0 && (
        <Form className="pt-4">
          <input type="hidden" name="intent" value="traits-remove" />
          <Button size="small" tone="quiet">
            {t('audience.traitsRemove')}
          </Button>
        </Form>
      )}
    </section>
  )
}
