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
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/register-page'
import { AccountFrame } from './account-frame.tsx'
import { PasswordField } from './password-field.tsx'

export function loader({ context, request }: Route.LoaderArgs) {
  const next = safeNext(new URL(request.url).searchParams.get('next'))
  if (visitOf(context).viewer) throw go(next)
  return null
}

/** Registers and logs in with the same words, so that a person types them once. */
export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const { ipAddress } = visitOf(context)
  const field = await readForm(request)
  const email = field('email').trim()
  const password = field('password')
  await accounts.register(ctx, { username: field('username').trim(), email, password, ipAddress })
  const userAgent = request.headers.get('user-agent') ?? ''
  const { setCookie } = await accounts.logIn(ctx, { email, password, ipAddress, userAgent })
  return go(safeNext(field('next')), setCookie)
}

export default function RegisterPage() {
  const { t } = useWords()
  const { site } = useShell()
  const [search] = useSearchParams()
  const next = search.get('next') ?? ''
  if (!site.openRegistration) {
    return (
      <AccountFrame title={t('accounts.register')}>
        <Notice>{t('errors.account.registration_closed')}</Notice>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame title={t('accounts.register')} lead={t('accounts.registerLead')}>
      <FormError />
      <Form className="grid gap-5">
        <input type="hidden" name="next" value={next} />
        <TextField
          label={t('accounts.username')}
          hint={t('accounts.usernameHint')}
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
        <Button tone="primary" wide>
          {t('accounts.register')}
        </Button>
      </Form>
      <p className="mt-6 text-sm">
        {t('accounts.haveAccount')}{' '}
        <Link className="link" to={next ? `/login?next=${encodeURIComponent(next)}` : '/login'}>
          {t('accounts.logIn')}
        </Link>
      </p>
    </AccountFrame>
  )
}
