import { Link } from './link.tsx'

type Tab = { to: string; label: string; current: boolean }

/** Links that look like tabs: each is a page with its own address. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.to} to={tab.to} {...(tab.current && { 'aria-current': 'page' as const })}>
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
