import type { ReactNode } from 'react'

type ConfirmProps = { label: string; tone?: 'plain' | 'danger'; children: ReactNode }

/** A second step before something that cannot be undone; works without any script. */
export function Confirm({ label, tone = 'plain', children }: ConfirmProps) {
  return (
    <details className="group">
      <summary className={`button w-fit ${tone === 'danger' ? 'button-danger' : ''}`}>
        {label}
      </summary>
      <div className="panel mt-4">{children}</div>
    </details>
  )
}
