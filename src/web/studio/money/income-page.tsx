import { useSearchParams } from 'react-router'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { useShell } from '../../shell/shell.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Crumbs } from '../../ui/display/crumbs.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/income-page'
import { readPercent, showPercent } from './percent.ts'

/** Room for as many more as are there, and two. */
const SPARE_ROWS = 2
const MAX_ROWS = 20

export async function loader({ context, params }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'creator')
  return { rules: await commerce.getMoneyRules(ctx, params.itemId), itemId: params.itemId }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  if (field('intent') === 'split') {
    await commerce.setCollaborators(ctx, params.itemId, readSplit(field))
  } else if (field('intent') === 'promise') {
    const planned = field('plannedLessons').trim()
    const promise = {
      plannedLessons: Number(planned),
      promisedBy: field('promisedBy').trim() || null,
    }
    await commerce.setDeliveryPromise(ctx, params.itemId, planned ? promise : null)
  } else throw invalid('form.unknown_intent')
  return go(`/studio/items/${params.itemId}/income?done=saved`)
}

function readSplit(field: (name: string) => string) {
  const rows = Array.from({ length: MAX_ROWS }, (_, row) => ({
    username: field(`username-${row}`).trim(),
    basisPoints: readPercent(field(`part-${row}`)),
  }))
  return rows
    .filter(({ username }) => username)
    .map(({ username, basisPoints }) => {
      if (basisPoints === null) throw invalid('split.invalid')
      return { username, basisPoints }
    })
}

export default function IncomePage({ loaderData: { rules, itemId } }: Route.ComponentProps) {
  const { t } = useWords()
  const { viewer } = useShell()
  const [search] = useSearchParams()
  return (
    <>
      <Crumbs
        trail={[
          { label: t('studio.items'), to: '/studio/items' },
          { label: t('authoring.publishing'), to: `/studio/items/${itemId}` },
        ]}
      />
      <h1 className="pt-4 pb-8 text-2xl">{t('money.income')}</h1>
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-8">
          {t('money.done.saved')}
        </Notice>
      )}
      <FormError />
      <SplitForm sharing={rules.collaborators} />
      {rules.kind === 'course' && <PromiseForm promise={rules.promise} />}
      {viewer?.roles.includes('owner') && (
        <ButtonLink to={`/studio/coupons?item=${itemId}`} className="mt-14 w-fit">
          {t('coupons.fromItem')}
        </ButtonLink>
      )}
    </>
  )
}

function SplitForm({ sharing }: { sharing: commerce.MoneyRules['collaborators'] }) {
  const { t } = useWords()
  const count = Math.min(sharing.length + SPARE_ROWS, MAX_ROWS)
  const rows = Array.from({ length: count }, (_, row) => ({ row, ...sharing[row] }))
  return (
    <section aria-labelledby="split">
      <div className="channel">
        <h2 id="split">{t('money.split')}</h2>
      </div>
      <p className="max-w-prose pb-4 text-sm text-faint">{t('money.splitExplained')}</p>
      <Form className="grid max-w-lg gap-4">
        <input type="hidden" name="intent" value="split" />
        {rows.map(({ row, username, basisPoints }) => (
          <div key={row} className="grid grid-cols-[2fr_1fr] gap-3">
            <TextField
              label={t('money.collaborator')}
              name={`username-${row}`}
              placeholder={t('money.username')}
              defaultValue={username ?? ''}
              maxLength={40}
            />
            <TextField
              label={t('money.part')}
              name={`part-${row}`}
              inputMode="decimal"
              defaultValue={basisPoints ? showPercent(basisPoints) : ''}
              maxLength={6}
            />
          </div>
        ))}
        <p className="text-sm text-faint">{t('money.addCollaborator')}</p>
        <Button className="w-fit">{t('money.save')}</Button>
      </Form>
    </section>
  )
}

function PromiseForm({ promise }: Pick<commerce.MoneyRules, 'promise'>) {
  const { t } = useWords()
  return (
    <section className="pt-14" aria-labelledby="promise">
      <div className="channel">
        <h2 id="promise">{t('money.promise')}</h2>
      </div>
      <p className="max-w-prose pb-4 text-sm text-faint">{t('money.promiseExplained')}</p>
      <Form className="grid max-w-lg gap-4">
        <input type="hidden" name="intent" value="promise" />
        <div className="grid grid-cols-2 gap-3">
          <TextField
            label={t('money.plannedLessons')}
            name="plannedLessons"
            type="number"
            min={1}
            max={1000}
            placeholder={t('money.noPromise')}
            defaultValue={promise?.plannedLessons ?? ''}
          />
          <TextField
            label={t('money.promisedBy')}
            name="promisedBy"
            type="date"
            defaultValue={promise?.promisedBy ?? ''}
          />
        </div>
        <Button className="w-fit">{t('money.save')}</Button>
      </Form>
    </section>
  )
}
