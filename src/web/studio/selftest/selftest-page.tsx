import { renderSVG } from 'uqr'
import * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { isMethod, methodWords } from '../../commerce/order.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { visitOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Badge } from '../../ui/display/badge.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/selftest-page'

export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, sandboxUrl, origin } = visitOf(context)
  requireStaff(ctx, 'owner')
  const gateways = await commerce.listSelfTests(ctx)
  return {
    gateways: gateways.map((gateway) => {
      const action = gateway.last?.action
      if (action?.kind === 'redirect') return { ...gateway, pay: action.url, code: null }
      if (action?.kind !== 'qr') return { ...gateway, pay: null, code: null }
      const query = new URLSearchParams({
        code_url: action.content,
        back: `${origin}/studio/selftest`,
      })
      return {
        ...gateway,
        pay: sandboxUrl && `${sandboxUrl}/${gateway.provider}/cashier?${query}`,
        code: renderSVG(action.content, { border: 1, whiteColor: '#fff', blackColor: '#111' }),
      }
    }),
  }
}

export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, origin, device } = visitOf(context)
  const field = await readForm(request)
  const provider = field('provider')
  if (field('intent') === 'look') {
    await commerce.continueSelfTest(ctx, field('testId'), { baseUrl: origin })
  } else if (field('intent') === 'start') {
    if (!isMethod(provider)) throw invalid('form.unknown_intent')
    await commerce.startSelfTest(ctx, provider, { baseUrl: origin, device })
  } else throw invalid('form.unknown_intent')
  return go('/studio/selftest')
}

export default function SelftestPage({ loaderData: { gateways } }: Route.ComponentProps) {
  const { t } = useWords()
  return (
    <>
      <h1 className="text-2xl">{t('selftest.title')}</h1>
      <p className="pt-2 pb-8 text-soft">{t('selftest.lead')}</p>
      <FormError />
      {gateways.length === 0 && <Empty title={t('selftest.none')} />}
      <div className="grid gap-8">
        {gateways.map((gateway) => (
          <Gateway key={gateway.provider} gateway={gateway} />
        ))}
      </div>
    </>
  )
}

type Shown = commerce.TestableGateway & { pay: string | null; code: string | null }

function Gateway({ gateway }: { gateway: Shown }) {
  const { provider, amount, last, pay, code } = gateway
  const { t, money, date } = useWords()
  const name = t(methodWords[provider])
  const label = t(last ? 'selftest.again' : 'selftest.start', { amount: money(amount, true) })
  return (
    <section className="panel grid gap-5" aria-label={name}>
      <div className="flex flex-wrap items-center justify-between gap-4">
        <h2 className="text-lg">{name}</h2>
        <Form>
          <input type="hidden" name="intent" value="start" />
          <input type="hidden" name="provider" value={provider} />
          <Button size="small">{label}</Button>
        </Form>
      </div>
      {last && (
        <>
          <p className="text-sm text-faint">
            {t('selftest.startedAt', { date: date(last.createdAt, 'minute') })}
          </p>
          <Walk last={last} />
          {code && (
            <div>
              <div
                className="qr"
                role="img"
                aria-label={t('selftest.scan')}
                dangerouslySetInnerHTML={{ __html: code }}
              />
              <p className="pt-2">{t('selftest.scan')}</p>
            </div>
          )}
          <div className="flex flex-wrap gap-3">
            {pay && (
              <a className="button button-seal" href={pay}>
                {t('selftest.pay')}
              </a>
            )}
            <Form>
              <input type="hidden" name="intent" value="look" />
              <input type="hidden" name="testId" value={last.id} />
              <Button>{t('selftest.look')}</Button>
            </Form>
          </div>
        </>
      )}
    </section>
  )
}

/** Each step with its time; beside the first that is not done, what to do about it. */
function Walk({ last }: { last: commerce.SelfTest }) {
  const { t, date } = useWords()
  const now = last.steps.find(({ state }) => state === 'now')
  return (
    <>
      <ol className="grid gap-2">
        {last.steps.map(({ step, at, state }) => (
          <li key={step} className="flex flex-wrap items-baseline gap-3">
            <Badge tone={state === 'done' ? 'moss' : state === 'now' ? 'ochre' : 'plain'}>
              {t(`selftest.step.${step}`)}
            </Badge>
            {at && (
              <time className="text-sm text-faint" dateTime={at.toISOString()}>
                {date(at, 'second')}
              </time>
            )}
          </li>
        ))}
      </ol>
      {now ? (
        <Notice tone={last.failure ? 'seal' : 'water'}>
          <p>{t(`selftest.hint.${now.step}`)}</p>
          {last.failure && (
            <p className="pt-1 text-sm">
              {t('selftest.failure')} <code>{last.failure}</code>
            </p>
          )}
        </Notice>
      ) : (
        <Notice tone="moss" role="status">
          {t('selftest.passed')}
        </Notice>
      )}
    </>
  )
}
