import { type ReactNode, useId } from 'react'

type LabelledProps = { label: string; hint?: string; children: (id: string) => ReactNode }

/** A label and a hint around a controlled field, which must take the id. */
export function Labelled({ label, hint, children }: LabelledProps) {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint && <p className="hint">{hint}</p>}
    </div>
  )
}
