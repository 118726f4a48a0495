import type { ReactNode } from 'react'

/** Nothing here yet: says so over still water, and offers the next step. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 80 48" fill="none" stroke="currentColor" aria-hidden="true">
        <ellipse cx="40" cy="28" rx="38" ry="12" opacity=".3" />
        <ellipse cx="40" cy="28" rx="26" ry="8" opacity=".55" />
        <ellipse cx="40" cy="28" rx="14" ry="4.2" opacity=".85" />
        <path
          d="M40 4c3 5 5 8 5 11a5 5 0 0 1-10 0c0-3 2-6 5-11Z"
          fill="currentColor"
          stroke="none"
        />
      </svg>
      <p className="font-serif text-lg">{title}</p>
      {children && <div className="mt-4 flex justify-center gap-3">{children}</div>}
    </div>
  )
}
