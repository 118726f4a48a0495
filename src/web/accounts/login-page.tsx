import { useSearchParams } from 'react-router'
import * as accounts from '#accounts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm, safeNext } from '../shell/go.ts'
import { useShell } from '../shell/shell.ts'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { TextField } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import type { Route } from './+types/login-page'
import { AccountFrame } from './account-frame.tsx'
import { PasswordField } from './password-field.tsx'

export function loader({ context, request }: Route.LoaderArgs) {
  const next = safeNext(new URL(request.url).searchParams.get('next'))
  if (visitOf(context).viewer) throw go(next)
  return null
}

export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const { setCookie } = await accounts.logIn(ctxOf(context), {
    email: field('email').trim(),
    password: field('password'),
    ipAddress: visitOf(context).ipAddress,
    userAgent: request.headers.get('user-agent') ?? '',
  })
  return go(safeNext(field('next')), setCookie)
}

export default function LogInPage() {
  const { t } = useWords()
  const { site } = useShell()
  const [search] = useSearchParams()
  const next = search.get('next') ?? ''
  const query = next ? `?next=${encodeURIComponent(next)}` : ''
  return (
    <AccountFrame title={t('accounts.logIn')}>
      <FormError />
      <Form className="grid gap-5">
        <input type="hidden" name="next" value={next} />
        <TextField
          label={t('accounts.emailOrName')}
          name="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          maxLength={254}
        />
        <PasswordField
          label={t('accounts.password')}
          name="password"
          autoComplete="current-password"
        />
        <Button tone="primary" wide>
          {t('accounts.logIn')}
        </Button>
      </Form>
      <p className="mt-6 flex justify-between text-sm">
        <Link className="link" to="/forgot-password">
          {t('accounts.forgot')}
        </Link>
        {site.openRegistration && (
          <Link className="link" to={`/register${query}`}>
            {t('accounts.newHere')}
          </Link>
        )}
      </p>
    </AccountFrame>
  )
}
