import type { FormHTMLAttributes } from 'react'
import { useActionData } from 'react-router'
import { useRefusalText } from '../../i18n/refusal-text.ts'
import type { FormRefusal } from '../../shell/refusals.ts'
import { useShell } from '../../shell/shell.ts'
import { Notice } from '../display/notice.tsx'

/** A plain HTML form; a posted one carries the token that the server checks before any page. */
export function Form({ children, method = 'post', ...rest }: FormHTMLAttributes<HTMLFormElement>) {
  const { csrfToken } = useShell()
  return (
    <form method={method} {...rest}>
      {method === 'post' && <input type="hidden" name="csrf" value={csrfToken} />}
      {children}
    </form>
  )
}

/** Why the last submission of this page was refused and what had been typed; null if it was not. */
export function useFormRefusal(): FormRefusal | null {
  const answer = useActionData() as Partial<FormRefusal> | undefined
  return answer?.refusal ? { refusal: answer.refusal, typed: answer.typed ?? {} } : null
}

/** Stands above the fields. A page of several forms names each by its `intent` field. */
export function FormError({ intent }: { intent?: string }) {
  const refused = useFormRefusal()
  const say = useRefusalText()
  if (!refused || (intent && refused.typed.intent !== intent)) return null
  return (
    <Notice tone="seal" role="alert" className="mb-6">
      {say(refused.refusal)}
    </Notice>
  )
}
