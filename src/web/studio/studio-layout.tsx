import {
  ChartScatter,
  FileText,
  FlaskConical,
  Image,
  LayoutDashboard,
  ListTree,
  type LucideIcon,
  QrCode,
  Receipt,
  ReceiptText,
  Scale,
  Settings,
  ShieldAlert,
  ShieldCheck,
  Sparkles,
  TicketPercent,
  Undo2,
  Users,
  Wallet,
} from 'lucide-react'
import { Outlet } from 'react-router'
import type { Role } from '#kernel/actor.ts'
import { useWords } from '../i18n/use-words.ts'
import type { WordKey } from '../i18n/words.ts'
import { Seo } from '../shell/seo.tsx'
import { useShell } from '../shell/shell.ts'
import { visitOf } from '../shell/visit.ts'
import { Link, NavLink } from '../ui/controls/link.tsx'
import type { Route } from './+types/studio-layout'
import { requireStaff } from './guard.ts'

export function loader({ context }: Route.LoaderArgs) {
  const { ctx, sandboxUrl } = visitOf(context)
  requireStaff(ctx)
  return { sandboxConsole: sandboxUrl && `${sandboxUrl}/console` }
}

type Entry = { to: string; icon: LucideIcon; label: WordKey; for: readonly Role[] | null }

const writers: readonly Role[] = ['creator', 'owner']
const cashiers: readonly Role[] = ['support', 'owner']
const owners: readonly Role[] = ['owner']

/** The studio's menu and for whom each entry is; null: for all who work here. */
const entries: Entry[] = [
  { to: '/studio', icon: LayoutDashboard, label: 'studio.overview', for: null },
  { to: '/studio/items', icon: FileText, label: 'studio.items', for: writers },
  { to: '/studio/orders', icon: ReceiptText, label: 'studio.orders', for: null },
  { to: '/studio/refunds', icon: Undo2, label: 'refunds.title', for: cashiers },
  { to: '/studio/transfers', icon: QrCode, label: 'studio.transfers', for: cashiers },
  { to: '/studio/books', icon: Scale, label: 'books.title', for: cashiers },
  { to: '/studio/invoices', icon: Receipt, label: 'invoices.queue', for: cashiers },
  { to: '/studio/disputes', icon: ShieldAlert, label: 'disputes.title', for: cashiers },
  { to: '/studio/money', icon: Wallet, label: 'money.title', for: writers },
  { to: '/studio/media', icon: Image, label: 'studio.media', for: writers },
  { to: '/studio/recommendations', icon: Sparkles, label: 'recStudio.title', for: owners },
  { to: '/studio/audience', icon: ChartScatter, label: 'audience.title', for: cashiers },
  {
    to: '/studio/members',
    icon: Users,
    label: 'members.title',
    for: ['owner', 'support', 'moderator'],
  },
  { to: '/studio/coupons', icon: TicketPercent, label: 'coupons.campaigns', for: owners },
  { to: '/studio/categories', icon: ListTree, label: 'taxonomy.title', for: owners },
  { to: '/studio/selftest', icon: ShieldCheck, label: 'selftest.title', for: owners },
  { to: '/studio/settings', icon: Settings, label: 'studio.settings', for: owners },
]

export default function StudioLayout({ loaderData: { sandboxConsole } }: Route.ComponentProps) {
  const { t } = useWords()
  const { viewer } = useShell()
  const shown = entries.filter(
    (entry) => !entry.for || viewer?.roles.some((role) => entry.for?.includes(role)),
  )
  return (
    <div className="page-width studio">
      <Seo title={t('shell.studio')} hidden />
      <nav className="studio-nav screen-only" aria-label={t('shell.studio')}>
        {shown.map(({ to, icon: Icon, label }) => (
          <NavLink key={to} to={to} end={to === '/studio'}>
            <Icon />
            {t(label)}
          </NavLink>
        ))}
        {sandboxConsole && (
          <Link to={sandboxConsole}>
            <FlaskConical />
            {t('studio.sandbox')}
          </Link>
        )}
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  )
}
