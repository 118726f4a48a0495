import type { Invoice } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

type IssueFormsProps = { invoice: Invoice; hasProvider: boolean }

/** What a person can do about an invoice where it stands. */
export function IssueForms({ invoice: { status }, hasProvider }: IssueFormsProps) {
  const { t } = useWords()
  const isNew = status === 'requested' || status === 'issuing'
  const isRed = status === 'red_due' || status === 'red_issuing'
  return (
    <div className="grid gap-6">
      {isNew && (
        <Form encType="multipart/form-data" className="panel grid gap-5">
          <h2 className="text-lg">{t('invoices.upload')}</h2>
          <input type="hidden" name="intent" value="issue" />
          <TextField label={t('invoices.issuedNumber')} name="issuedNumber" required />
          <FileField label={t('invoices.document')} required />
          <Button tone="primary" className="w-fit">
            {t('invoices.issue')}
          </Button>
        </Form>
      )}
      {isRed && (
        <Form encType="multipart/form-data" className="panel grid gap-5">
          <h2 className="text-lg">{t('invoices.uploadRed')}</h2>
          <input type="hidden" name="intent" value="red" />
          <TextField label={t('invoices.redNumber')} name="redNumber" required />
          <FileField label={t('invoices.redDocument')} />
          <Button tone="seal" className="w-fit">
            {t('invoices.red')}
          </Button>
        </Form>
      )}
      {hasProvider && (status === 'requested' || status === 'red_due') && (
        <Form>
          <input type="hidden" name="intent" value="send" />
          <Button>{t('invoices.send')}</Button>
        </Form>
      )}
      {status === 'requested' && (
        <Confirm label={t('invoices.reject')} tone="danger">
          <Form className="grid gap-4">
            <input type="hidden" name="intent" value="reject" />
            <TextField label={t('invoices.rejectWhy')} name="note" required maxLength={200} />
            <Button tone="danger" className="w-fit">
              {t('invoices.reject')}
            </Button>
          </Form>
        </Confirm>
      )}
    </div>
  )
}

function FileField({ label, required = false }: { label: string; required?: boolean }) {
  return (
    <div className="field">
      <label htmlFor="document">{label}</label>
      <input
        id="document"
        type="file"
        name="document"
        accept=".pdf,.ofd,application/pdf"
        required={required}
      />
    </div>
  )
}
