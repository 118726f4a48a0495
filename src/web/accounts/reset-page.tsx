import * as accounts from '#accounts'
import { useWords } from '../i18n/use-words.ts'
import { readForm } from '../shell/go.ts'
import { ctxOf } from '../shell/visit.ts'
import { Button, ButtonLink } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/reset-page'
import { AccountFrame } from './account-frame.tsx'
import { PasswordField } from './password-field.tsx'

export function loader({ request }: Route.LoaderArgs) {
  return { token: new URL(request.url).searchParams.get('token') ?? '' }
}

export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const password = field('password')
  await accounts.resetPassword(ctxOf(context), { token: field('token'), password })
  return { done: true }
}

export default function ResetPage({ loaderData, actionData }: Route.ComponentProps) {
  const { t } = useWords()
  if (actionData && 'done' in actionData) {
    return (
      <AccountFrame title={t('accounts.resetTitle')}>
        <Notice tone="moss" role="status">
          {t('accounts.resetDone')}
        </Notice>
        <ButtonLink to="/login" tone="primary" wide className="mt-6">
          {t('accounts.logIn')}
        </ButtonLink>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame title={t('accounts.resetTitle')}>
      <FormError />
      <Form className="grid gap-5">
        <input type="hidden" name="token" value={loaderData.token} />
        <PasswordField
          label={t('accounts.newPassword')}
          name="password"
          autoComplete="new-password"
        />
        <Button tone="primary" wide>
          {t('accounts.setPassword')}
        </Button>
      </Form>
      <p className="mt-6 text-sm">
        <Link className="link" to="/forgot-password">
          {t('accounts.askAgain')}
        </Link>
      </p>
    </AccountFrame>
  )
}
