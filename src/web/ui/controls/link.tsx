import type { AnchorHTMLAttributes } from 'react'
import { useLocation } from 'react-router'

export type LinkProps = AnchorHTMLAttributes<HTMLAnchorElement> & { to: string }

/**
 * A plain link: every page is a document of its own, also after a page that runs React, so that
 * nothing depends on how one came to it.
 */
export function Link({ to, children, ...rest }: LinkProps) {
  return (
    <a href={to} {...rest}>
      {children}
    </a>
  )
}

type NavLinkProps = LinkProps & { end?: boolean }

/** A link of a menu: it is current on its page and, unless `end`, on the pages below it. */
export function NavLink({ to, end, ...rest }: NavLinkProps) {
  const { pathname } = useLocation()
  const current = pathname === to || (!end && pathname.startsWith(`${to}/`))
  return <Link to={to} {...(current && { 'aria-current': 'page' as const })} {...rest} />
}
