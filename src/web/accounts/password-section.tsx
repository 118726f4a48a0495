import { useWords } from '../i18n/use-words.ts'
import { Button } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { PasswordField } from './password-field.tsx'

export function PasswordSection({ username }: { username: string }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="password">
      <div className="channel">
        <h2 id="password">{t('accounts.changePassword')}</h2>
      </div>
      <FormError intent="password" />
      <Form className="grid gap-5">
        <input type="hidden" name="intent" value="password" />
        <input
          type="text"
          name="username"
          value={username}
          autoComplete="username"
          readOnly
          hidden
        />
        <PasswordField
          label={t('accounts.currentPassword')}
          name="currentPassword"
          autoComplete="current-password"
        />
        <div className="grid gap-5 sm:grid-cols-2">
          <PasswordField
            label={t('accounts.newPassword')}
            name="newPassword"
            autoComplete="new-password"
          />
          <PasswordField
            label={t('accounts.againPassword')}
            name="againPassword"
            autoComplete="new-password"
            again
          />
        </div>
        <p className="text-sm text-faint">{t('accounts.passwordEndsOthers')}</p>
        <Button className="w-fit">{t('accounts.changePassword')}</Button>
      </Form>
    </section>
  )
}
