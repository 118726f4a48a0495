import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { Seo } from '../../shell/seo.tsx'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Choice, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import type { Route } from './+types/titles-page'
import { titleLine } from './invoice-words.ts'

export async function loader({ context }: Route.LoaderArgs) {
  return { titles: await commerce.listTitles(ctxOf(context)) }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'default') await commerce.setDefaultTitle(ctx, field('titleId'))
  else if (intent === 'remove') await commerce.removeTitle(ctx, field('titleId'))
  else if (intent === 'add') {
    await commerce.saveTitle(ctx, titleFrom(field), { makeDefault: field('default') === 'on' })
  } else throw invalid('form.unknown_intent')
  return go('/account/invoices?done=1')
}

function titleFrom(field: (name: string) => string): commerce.TitleInput {
  const name = field('name')
  if (field('kind') === 'personal') return { kind: 'personal', name }
  return {
    kind: 'company',
    name,
    taxNumber: field('taxNumber'),
    address: field('address'),
    phone: field('phone'),
    bank: field('bank'),
    bankAccount: field('bankAccount'),
  }
}

export default function TitlesPage({ loaderData: { titles } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('invoices.titles')} hidden />
      <Crumbs trail={[{ label: t('accounts.account'), to: '/account' }]} />
      <h1 className="pt-4 text-2xl">{t('invoices.titles')}</h1>
      <p className="pt-2 pb-8 text-soft">{t('invoices.titlesLead')}</p>
      {search.has('done') && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('invoices.saved')}
        </Notice>
      )}
      <FormError />
      {titles.length === 0 && <Empty title={t('invoices.noTitles')} />}
      <ul className="grid gap-4 pb-10">
        {titles.map((title) => (
          <TitleCard key={title.id} title={title} />
        ))}
      </ul>
      <AddTitle />
    </div>
  )
}

function TitleCard({ title: { id, isDefault, details } }: { title: commerce.Title }) {
  const { t } = useWords()
  return (
    <li className="panel flex flex-wrap items-center gap-x-4 gap-y-2">
      <span className="min-w-0 flex-1 break-words">{titleLine(details)}</span>
      {isDefault && <Badge tone="moss">{t('invoices.default')}</Badge>}
      <Form className="flex gap-2">
        <input type="hidden" name="titleId" value={id} />
        {!isDefault && (
          <Button size="small" name="intent" value="default">
            {t('invoices.makeDefault')}
          </Button>
        )}
        <Button size="small" tone="quiet" name="intent" value="remove">
          {t('invoices.remove')}
        </Button>
      </Form>
    </li>
  )
}

function AddTitle() {
  const { t } = useWords()
  return (
    <section aria-labelledby="add" className="grid gap-5">
      <h2 id="add" className="text-lg">
        {t('invoices.addTitle')}
      </h2>
      <Form className="grid gap-5">
        <input type="hidden" name="intent" value="add" />
        <div className="flex gap-6">
          <Choice name="kind" value="company" defaultChecked>
            {t('invoices.company')}
          </Choice>
          <Choice name="kind" value="personal">
            {t('invoices.personal')}
          </Choice>
        </div>
        <TextField label={t('invoices.name')} name="name" required maxLength={100} />
        <TextField
          label={t('invoices.taxNumber')}
          hint={t('invoices.taxNumberHint')}
          name="taxNumber"
          maxLength={24}
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField label={t('invoices.address')} name="address" maxLength={100} />
          <TextField label={t('invoices.phone')} name="phone" maxLength={30} />
          <TextField label={t('invoices.bank')} name="bank" maxLength={100} />
          <TextField label={t('invoices.bankAccount')} name="bankAccount" maxLength={40} />
        </div>
        <Choice type="checkbox" name="default">
          {t('invoices.makeDefault')}
        </Choice>
        <Button tone="primary" className="w-fit">
          {t('invoices.save')}
        </Button>
      </Form>
    </section>
  )
}
