import * as accounts from '#accounts'
import { useWords } from '../i18n/use-words.ts'
import { readForm } from '../shell/go.ts'
import { visitOf } from '../shell/visit.ts'
import { Button } from '../ui/controls/button.tsx'
import { TextField } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Link } from '../ui/controls/link.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/forgot-page'
import { AccountFrame } from './account-frame.tsx'

/** Says the same whether or not the address is known. */
export async function action({ context, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const { ctx, ipAddress } = visitOf(context)
  await accounts.requestPasswordReset(ctx, { email: field('email').trim(), ipAddress })
  return { sent: true }
}

export default function ForgotPage({ actionData }: Route.ComponentProps) {
  const { t } = useWords()
  const sent = actionData && 'sent' in actionData
  return (
    <AccountFrame title={t('accounts.forgotTitle')} lead={t('accounts.forgotLead')}>
      <FormError />
      {sent ? (
        <Notice tone="moss" role="status">
          {t('accounts.resetSent')}
        </Notice>
      ) : (
        <Form className="grid gap-5">
          <TextField
            label={t('accounts.email')}
            name="email"
            type="email"
            autoComplete="email"
            required
            maxLength={254}
          />
          <Button tone="primary" wide>
            {t('accounts.sendReset')}
          </Button>
        </Form>
      )}
      <p className="mt-6 text-sm">
        <Link className="link" to="/login">
          {t('accounts.backToLogIn')}
        </Link>
      </p>
    </AccountFrame>
  )
}
