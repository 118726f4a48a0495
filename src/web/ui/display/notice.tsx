import type { HTMLAttributes } from 'react'

type NoticeProps = HTMLAttributes<HTMLDivElement> & { tone?: 'water' | 'seal' | 'moss' | 'ochre' }

export function Notice({ tone = 'water', className = '', ...rest }: NoticeProps) {
  return <div className={`notice ${className}`} data-tone={tone} {...rest} />
}
