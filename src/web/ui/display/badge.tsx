import type { ReactNode } from 'react'

export type Tone = 'plain' | 'water' | 'seal' | 'moss' | 'ochre'

export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className="badge" data-tone={tone}>
      {children}
    </span>
  )
}
