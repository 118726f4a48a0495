import { Link } from 'react-router'
import { useWords } from '../../i18n/use-words.ts'

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
