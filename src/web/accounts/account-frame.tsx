import type { ReactNode } from 'react'
import { Seo } from '../shell/seo.tsx'

type AccountFrameProps = { title: string; lead?: string; children: ReactNode }

/** One narrow column for the doors of the house: log in, register, reset. */
export function AccountFrame({ title, lead, children }: AccountFrameProps) {
  return (
    <div className="page-width column py-14 md:py-24">
      <Seo title={title} hidden />
      <h1 className="pb-3 text-3xl">{title}</h1>
      {lead && <p className="text-soft">{lead}</p>}
      <div className="pt-7">{children}</div>
    </div>
  )
}
