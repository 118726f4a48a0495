import { Search } from 'lucide-react'
import { useSearchParams } from 'react-router'
import * as accounts from '#accounts'
import { roles } from '#kernel/actor.ts'
import { invalid } from '#kernel/errors.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Empty } from '../../ui/display/empty.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/members-page'
import { MemberTable } from './member-table.tsx'

export async function loader({ context, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support', 'moderator')
  const search = new URL(request.url).searchParams
  const q = search.get('q')?.trim().slice(0, 100) || undefined
  return { page: await accounts.listMembers(ctx, { q, after: search.get('after') ?? undefined }) }
}

export async function action({ context, request }: Route.ActionArgs) {
  const ctx = ctxOf(context)
  const field = await readForm(request)
  const personId = field('personId')
  switch (field('intent')) {
    case 'suspend':
      await accounts.suspendMember(ctx, personId)
      break
    case 'restore':
      await accounts.restoreMember(ctx, personId)
      break
    case 'roles':
      await accounts.setRoles(
        ctx,
        personId,
        roles.filter((role) => field(`role-${role}`) === 'on'),
      )
      break
    default:
      throw invalid('form.unknown_intent')
  }
  return go('/studio/members?done=saved')
}

export default function MembersPage({ loaderData: { page } }: Route.ComponentProps) {
  const { t } = useWords()
  const [search] = useSearchParams()
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-4 pb-6">
        <h1 className="text-2xl">{t('members.title')}</h1>
        <search className="w-full sm:w-72">
          <Form method="get" action="/studio/members" className="search-box">
            <input
              type="search"
              name="q"
              defaultValue={search.get('q') ?? ''}
              aria-label={t('members.find')}
              placeholder={t('members.find')}
            />
            <button type="submit" aria-label={t('shell.searchGo')}>
              <Search size={17} />
            </button>
          </Form>
        </search>
      </div>
      {search.get('done') === 'saved' && (
        <Notice tone="moss" role="status" className="mb-6">
          {t('members.saved')}
        </Notice>
      )}
      <FormError />
      {page.items.length > 0 ? (
        <MemberTable members={page.items} />
      ) : (
        <Empty title={t('members.none')} />
      )}
      <Pager next={page.next} />
    </>
  )
}
