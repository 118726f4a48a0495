import { useWords } from '../i18n/use-words.ts'
import { Choice } from '../ui/controls/field.tsx'
import { type Method, methodWords } from './order.ts'

type MethodChoicesProps = { methods: readonly Method[]; chosen?: string | null }

export function MethodChoices({ methods, chosen }: MethodChoicesProps) {
  const { t } = useWords()
  const first = methods.find((method) => method === chosen) ?? methods[0]
  return (
    <fieldset className="field">
      <legend>{t('commerce.chooseMethod')}</legend>
      <div className="grid gap-2">
        {methods.map((method) => (
          <Choice
            key={method}
            name="method"
            value={method}
            defaultChecked={method === first}
            required
          >
            {t(methodWords[method])}
          </Choice>
        ))}
      </div>
    </fieldset>
  )
}
