import type { Person } from '#accounts'
import { useWords } from '../i18n/use-words.ts'
import { Button } from '../ui/controls/button.tsx'
import { TextArea, TextField } from '../ui/controls/field.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'

export function ProfileSection({ me }: { me: Person }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="profile">
      <div className="channel">
        <h2 id="profile">{t('accounts.profile')}</h2>
      </div>
      <FormError intent="profile" />
      <Form className="grid gap-5">
        <input type="hidden" name="intent" value="profile" />
        <div className="grid gap-5 sm:grid-cols-2">
          <TextField
            label={t('accounts.name')}
            name="name"
            defaultValue={me.name}
            autoComplete="name"
            required
            maxLength={40}
          />
          <TextField
            label={t('accounts.website')}
            name="website"
            type="url"
            defaultValue={me.website}
            placeholder="https://"
            maxLength={200}
          />
        </div>
        <TextArea label={t('accounts.bio')} name="bio" defaultValue={me.bio} maxLength={500} />
        <p className="text-sm text-faint">
          {t('accounts.signedInAs', { username: me.displayUsername, email: me.email })}
        </p>
        <Button className="w-fit">{t('accounts.save')}</Button>
      </Form>
    </section>
  )
}
