import * as accounts from '#accounts'
import { gone } from '#kernel/errors.ts'
import { PasswordField } from '../accounts/password-field.tsx'
import { merchantMethods, methodWords } from '../commerce/order.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { Choice, SelectField, TextField } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import type { Route } from './+types/setup-page'

export async function loader({ context, request }: Route.LoaderArgs) {
  if (!(await accounts.needsSetup(ctxOf(context)))) throw gone('setup.done')
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

/** Makes the site and its owner, logs the owner in and opens the studio. */
export async function action({ context, request }: Route.ActionArgs) {
  const { ctx, ipAddress } = visitOf(context)
  const field = await readForm(request)
  const email = field('email').trim()
  const password = field('password')
  const username = field('username').trim()
  await accounts.setUpSite(ctx, {
    siteName: field('siteName').trim(),
    currency: 'CNY',
    token: field('token'),
    paymentMethods: merchantMethods.filter((method) => field(method) === 'on'),
    owner: { username, email, password, name: field('name').trim() || username },
  })
  const userAgent = request.headers.get('user-agent') ?? ''
  const { setCookie } = await accounts.logIn(ctx, { email, password, ipAddress, userAgent })
  return go('/studio', setCookie)
}

export default function SetupPage({ loaderData: { token } }: Route.ComponentProps) {
  const { t } = useWords()
  return (
    <div className="page-width narrow py-14 md:py-20">
      <Seo title={t('setup.title')} hidden />
      <h1 className="text-3xl">{t('setup.title')}</h1>
      <p className="mt-3 text-soft">{t('setup.lead')}</p>
      <div className="pt-8">
        <FormError />
        <Form className="grid gap-12">
          <input type="hidden" name="token" value={token} />
          <SiteFields />
          <OwnerFields />
          <Button tone="primary" className="w-fit">
            {t('setup.finish')}
          </Button>
        </Form>
      </div>
    </div>
  )
}

function SiteFields() {
  const { t } = useWords()
  return (
    <section aria-labelledby="site">
      <div className="channel">
        <h2 id="site">{t('setup.site')}</h2>
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label={t('setup.siteName')} name="siteName" required maxLength={40} />
        <SelectField
          label={t('setup.currency')}
          name="currency"
          options={[{ value: 'CNY', label: t('setup.currencyCny') }]}
        />
      </div>
      <fieldset className="field mt-5">
        <legend>{t('setup.methods')}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {merchantMethods.map((method) => (
            <Choice key={method} type="checkbox" name={method} defaultChecked>
              {t(methodWords[method])}
            </Choice>
          ))}
        </div>
        <p className="hint">{t('setup.methodsHint')}</p>
      </fieldset>
    </section>
  )
}

function OwnerFields() {
  const { t } = useWords()
  return (
    <section aria-labelledby="owner">
      <div className="channel">
        <h2 id="owner">{t('setup.owner')}</h2>
      </div>
      <div className="grid gap-5 sm:grid-cols-2">
        <TextField label={t('accounts.name')} name="name" autoComplete="name" maxLength={40} />
        <TextField
          label={t('accounts.username')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          minLength={2}
          maxLength={30}
        />
        <TextField
          label={t('accounts.email')}
          name="email"
          type="email"
          autoComplete="email"
          required
          maxLength={254}
        />
        <PasswordField label={t('accounts.password')} name="password" autoComplete="new-password" />
      </div>
    </section>
  )
}
