import { useSearchParams } from 'react-router'
import * as accounts from '#accounts'
import * as analytics from '#analytics'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../i18n/use-words.ts'
import { go, readForm } from '../shell/go.ts'
import { Seo } from '../shell/seo.tsx'
import { ctxOf, visitOf } from '../shell/visit.ts'
import { Link } from '../ui/controls/link.tsx'
import { Notice } from '../ui/display/notice.tsx'
import type { Route } from './+types/account-page'
import { LettersSection } from './consents/letters-section.tsx'
import { saveConsent } from './consents/save-consent.ts'
import { TraitsSection } from './consents/traits-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SessionsSection } from './sessions-section.tsx'

export async function loader({ context }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  const [me, sessions, letters, told] = await Promise.all([
    accounts.getMe(ctx),
    accounts.listSessions(ctx),
    analytics.agreesToLetters(ctx),
    analytics.listTraits(ctx),
  ])
  const { sessionId: currentId } = visitOf(context)
  return { me, sessions, currentId, letters, told, traitValues: analytics.traitValues }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const intent = field('intent')
  if (intent === 'profile') {
    const changes = { name: field('name'), bio: field('bio'), website: field('website').trim() }
    await accounts.updateProfile(ctx, changes)
  } else if (intent === 'password') {
    const newPassword = field('newPassword')
    if (newPassword !== field('againPassword')) throw invalid('account.passwords_differ')
    const currentPassword = field('currentPassword')
    const passwords = { currentPassword, newPassword, headers: request.headers }
    const { setCookie } = await accounts.changePassword(ctx, passwords)
    return go(`/account?done=${intent}`, setCookie)
  } else if (intent === 'revoke') {
    await accounts.revokeSession(ctx, field('sessionId'))
  } else if (intent === 'revoke-others') {
    await accounts.revokeOtherSessions(ctx, visitOf(context).sessionId ?? '')
  } else {
    await saveConsent(ctx, field)
  }
  return go(`/account?done=${intent}`)
}

const doneWords = {
  profile: 'accounts.profileSaved',
  password: 'accounts.passwordChanged',
  revoke: 'accounts.sessionEnded',
  'revoke-others': 'accounts.sessionEnded',
  letters: 'audience.lettersSaved',
  traits: 'audience.traitsSaved',
  'traits-remove': 'audience.traitsRemoved',
} as const

export default function AccountPage({ loaderData }: Route.ComponentProps) {
  const { me, sessions, currentId, letters, told, traitValues } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const done = search.get('done') ?? ''
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('accounts.account')} hidden />
      <h1 className="pb-8 text-3xl">{t('accounts.account')}</h1>
      {Object.hasOwn(doneWords, done) && (
        <Notice tone="moss" role="status" className="mb-8">
          {t(doneWords[done as keyof typeof doneWords])}
        </Notice>
      )}
      <div className="grid gap-14">
        <ProfileSection me={me} />
        <PasswordSection username={me.username} />
        <Link className="link w-fit" to="/account/coupons">
          {t('coupons.mine')}
        </Link>
        <Link className="link w-fit" to="/account/invoices">
          {t('invoices.titles')}
        </Link>
        <LettersSection agreed={letters} />
        <TraitsSection told={told} values={traitValues} />
        <SessionsSection sessions={sessions} currentId={currentId} />
      </div>
    </div>
  )
}
