import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { SelectField, TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

type CampaignFormProps = { choices: [id: string, title: string][]; wanted: string }

export function CampaignForm({ choices, wanted }: CampaignFormProps) {
  const { t } = useWords()
  const items = choices.map(([value, label]) => ({ value, label }))
  return (
    <section className="panel" aria-labelledby="new-campaign">
      <h2 id="new-campaign" className="pb-4 text-lg">
        {t('coupons.new')}
      </h2>
      <Form className="grid items-start gap-5 sm:grid-cols-2">
        <TextField label={t('coupons.name')} name="name" required maxLength={40} />
        <SelectField
          label={t('coupons.forItem')}
          name="itemId"
          defaultValue={wanted}
          options={[{ value: '', label: t('coupons.anyItem') }, ...items]}
        />
        <SelectField
          label={t('coupons.kind')}
          name="kind"
          options={[
            { value: 'percent', label: t('coupons.kind.percent') },
            { value: 'amount', label: t('coupons.kind.amount') },
          ]}
        />
        <TextField
          label={t('coupons.value')}
          hint={t('coupons.valueHint')}
          name="value"
          inputMode="decimal"
          required
          maxLength={12}
        />
        <TextField label={t('coupons.lastDay')} name="lastDay" type="date" required />
        <TextField
          label={t('coupons.maxUses')}
          hint={t('coupons.maxUsesHint')}
          name="maxUses"
          inputMode="numeric"
          maxLength={7}
        />
        <Button tone="primary" name="intent" value="create" className="w-fit">
          {t('coupons.create')}
        </Button>
      </Form>
    </section>
  )
}
