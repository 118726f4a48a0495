import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Choice } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

export function LettersSection({ agreed }: { agreed: boolean }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="letters">
      <div className="channel">
        <h2 id="letters">{t('audience.lettersTitle')}</h2>
      </div>
      <Form className="grid gap-4">
        <input type="hidden" name="intent" value="letters" />
        <Choice type="checkbox" name="agreed" value="on" defaultChecked={agreed}>
          {t('audience.lettersAgree')}
        </Choice>
        <p className="text-sm text-faint">{t('audience.lettersHint')}</p>
        <Button className="w-fit">{t('audience.save')}</Button>
      </Form>
    </section>
  )
}
