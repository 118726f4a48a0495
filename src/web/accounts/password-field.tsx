import { useWords } from '../i18n/use-words.ts'
import { TextField } from '../ui/controls/field.tsx'

type PasswordFieldProps = {
  label: string
  name: string
  autoComplete: 'current-password' | 'new-password'
  /** The same once more: what it must be is said beside the first. */
  again?: boolean
}

/** A new password says what it must be; browsers offer to make and to keep it. */
export function PasswordField({ label, name, autoComplete, again }: PasswordFieldProps) {
  const { t } = useWords()
  const fresh = autoComplete === 'new-password'
  return (
    <TextField
      label={label}
      name={name}
      type="password"
      autoComplete={autoComplete}
      required
      maxLength={128}
      {...(fresh && { minLength: 8 })}
      {...(fresh && !again && { hint: t('accounts.passwordHint') })}
    />
  )
}
