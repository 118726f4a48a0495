import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { Link, type LinkProps } from './link.tsx'

type Look = {
  tone?: 'plain' | 'primary' | 'seal' | 'quiet' | 'danger'
  size?: 'normal' | 'small'
  icon?: boolean
  wide?: boolean
}

function classOf({ tone = 'plain', size, icon, wide }: Look, more = ''): string {
  return [
    'button',
    tone !== 'plain' && `button-${tone}`,
    size === 'small' && 'button-small',
    icon && 'button-icon',
    wide && 'button-wide',
    more,
  ]
    .filter(Boolean)
    .join(' ')
}

type ButtonProps = Look & ButtonHTMLAttributes<HTMLButtonElement>

export function Button({ tone, size, icon, wide, className, ...rest }: ButtonProps) {
  const look = { tone, size, icon, wide } as Look
  return <button type="submit" className={classOf(look, className)} {...rest} />
}

type ButtonLinkProps = Look & LinkProps & { children: ReactNode }

export function ButtonLink({ tone, size, icon, wide, className, ...rest }: ButtonLinkProps) {
  const look = { tone, size, icon, wide } as Look
  return <Link className={classOf(look, className)} {...rest} />
}
