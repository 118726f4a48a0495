import { useWords } from '../../i18n/use-words.ts'
import { Link } from '../../ui/controls/link.tsx'

export type Crumb = { label: string; to: string }

export function Crumbs({ trail }: { trail: Crumb[] }) {
  const { t } = useWords()
  return (
    <nav className="crumbs" aria-label={t('shell.breadcrumb')}>
      <ol>
        {trail.map(({ label, to }) => (
          <li key={to}>
            <Link to={to}>{label}</Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
