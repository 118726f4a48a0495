import {
  FileText,
  Image,
  LayoutDashboard,
  ListTree,
  QrCode,
  ReceiptText,
  Settings,
  Undo2,
  Users,
  Wallet,
} from 'lucide-react'
import { Outlet } from 'react-router'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { useShell } from '../shell/shell.ts'
import { ctxOf } from '../shell/visit.ts'
import { NavLink } from '../ui/controls/link.tsx'
import type { Route } from './+types/studio-layout'
import { requireStaff } from './guard.ts'

export function loader({ context }: Route.LoaderArgs) {
  requireStaff(ctxOf(context))
  return null
}

const membersFor: readonly string[] = ['owner', 'support', 'moderator']

export default function StudioLayout() {
  const { t } = useWords()
  const { viewer } = useShell()
  const mayWrite = viewer?.roles.some((role) => role === 'creator' || role === 'owner')
  const seesRefunds = viewer?.roles.some((role) => role === 'support' || role === 'owner')
  const seesMembers = viewer?.roles.some((role) => membersFor.includes(role))
  return (
    <div className="page-width studio">
      <Seo title={t('shell.studio')} hidden />
      <nav className="studio-nav screen-only" aria-label={t('shell.studio')}>
        <NavLink to="/studio" end>
          <LayoutDashboard />
          {t('studio.overview')}
        </NavLink>
        {mayWrite && (
          <NavLink to="/studio/items">
            <FileText />
            {t('studio.items')}
          </NavLink>
        )}
        <NavLink to="/studio/orders">
          <ReceiptText />
          {t('studio.orders')}
        </NavLink>
        {seesRefunds && (
          <NavLink to="/studio/refunds">
            <Undo2 />
            {t('refunds.title')}
          </NavLink>
        )}
        {seesRefunds && (
          <NavLink to="/studio/transfers">
            <QrCode />
            {t('transfers.title')}
          </NavLink>
        )}
        {mayWrite && (
          <NavLink to="/studio/money">
            <Wallet />
            {t('money.title')}
          </NavLink>
        )}
        {mayWrite && (
          <NavLink to="/studio/media">
            <Image />
            {t('studio.media')}
          </NavLink>
        )}
        {seesMembers && (
          <NavLink to="/studio/members">
            <Users />
            {t('members.title')}
          </NavLink>
        )}
        {viewer?.roles.includes('owner') && (
          <NavLink to="/studio/categories">
            <ListTree />
            {t('taxonomy.title')}
          </NavLink>
        )}
        {viewer?.roles.includes('owner') && (
          <NavLink to="/studio/settings">
            <Settings />
            {t('studio.settings')}
          </NavLink>
        )}
      </nav>
      <div className="min-w-0">
        <Outlet />
      </div>
    </div>
  )
}
