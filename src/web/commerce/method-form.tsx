import { useSearchParams } from 'react-router'
import { useWords } from '../i18n/use-words.ts'
import { Button } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Notice } from '../ui/display/notice.tsx'
import { MethodChoices } from './method-choices.tsx'
import type { Method } from './order.ts'

export function MethodForm({ methods }: { methods: readonly Method[] }) {
  const { t } = useWords()
  const [search] = useSearchParams()
  if (methods.length === 0) return <Notice tone="ochre">{t('commerce.noMethod')}</Notice>
  return (
    <>
      <FormError />
      <Form className="grid gap-6">
        <MethodChoices methods={methods} chosen={search.get('method')} />
        <Button tone="seal" wide>
          {t('commerce.goPay')}
        </Button>
      </Form>
    </>
  )
}
