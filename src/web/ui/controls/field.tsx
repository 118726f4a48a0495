import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from 'react'
import { useFormRefusal } from './form.tsx'

type Labelled = { label: string; hint?: ReactNode; name: string; error?: string | null }

type InputProps = Labelled & InputHTMLAttributes<HTMLInputElement>

export function TextField({ label, hint, error, ...rest }: InputProps) {
  const field = useField(rest.name, rest.defaultValue, hint, error)
  return (
    <Frame {...field} label={label} hint={hint}>
      <input className="input" type="text" {...rest} {...field.control} />
    </Frame>
  )
}

type AreaProps = Labelled & TextareaHTMLAttributes<HTMLTextAreaElement>

export function TextArea({ label, hint, error, ...rest }: AreaProps) {
  const field = useField(rest.name, rest.defaultValue, hint, error)
  return (
    <Frame {...field} label={label} hint={hint}>
      <textarea className="input" rows={4} {...rest} {...field.control} />
    </Frame>
  )
}

type Option = { value: string; label: string }
type SelectProps = Labelled & SelectHTMLAttributes<HTMLSelectElement> & { options: Option[] }

export function SelectField({ label, hint, error, options, ...rest }: SelectProps) {
  const field = useField(rest.name, rest.defaultValue, hint, error)
  return (
    <Frame {...field} label={label} hint={hint}>
      <select className="input" {...rest} {...field.control}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Frame>
  )
}

type ChoiceProps = InputHTMLAttributes<HTMLInputElement> & { children: ReactNode }

/** One radio button or check box with its words as a large target. */
export function Choice({ children, ...rest }: ChoiceProps) {
  return (
    <label className="choice">
      <input type="radio" {...rest} />
      <span>{children}</span>
    </label>
  )
}

/** What was typed before a refusal stays; the description names hint and error to a reader. */
function useField(
  name: string,
  initial: InputHTMLAttributes<HTMLInputElement>['defaultValue'],
  hint: ReactNode,
  error: string | null | undefined,
) {
  const id = useId()
  const typed = useFormRefusal()?.typed[name]
  const describedBy = [hint && `${id}h`, error && `${id}e`].filter(Boolean).join(' ')
  const control = {
    id,
    defaultValue: typed ?? initial,
    ...(describedBy && { 'aria-describedby': describedBy }),
    ...(error && { 'aria-invalid': true }),
  }
  return { id, control, error: error ?? null }
}

type FrameProps = { id: string; label: string; hint: ReactNode; error: string | null }

function Frame({ id, label, hint, error, children }: FrameProps & { children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children}
      {hint && (
        <p id={`${id}h`} className="hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}e`} className="field-error">
          {error}
        </p>
      )}
    </div>
  )
}
