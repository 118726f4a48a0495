import { useSearchParams } from 'react-router'
import * as analytics from '#analytics'
import { hasRole } from '#kernel/actor.ts'
import { notFound } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { useWords } from '../../i18n/use-words.ts'
import { go, readForm } from '../../shell/go.ts'
import { ctxOf } from '../../shell/visit.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextArea, TextField } from '../../ui/controls/field.tsx'
import { Form, FormError } from '../../ui/controls/form.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Pager } from '../../ui/controls/pager.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { requireStaff } from '../guard.ts'
import type { Route } from './+types/segment-page'

export async function loader({ context, params, request }: Route.LoaderArgs) {
  const ctx = ctxOf(context)
  requireStaff(ctx, 'support')
  const after = new URL(request.url).searchParams.get('after') ?? undefined
  const isOwner = hasRole(ctx.actor, 'owner')
  const [segments, members, reach] = await Promise.all([
    analytics.listSegments(ctx),
    analytics.segmentMembers(ctx, params.segmentId, { after }),
    isOwner ? analytics.letterReach(ctx, params.segmentId) : null,
  ])
  const segment = segments.find(({ id }) => id === params.segmentId)
  if (!segment) throw notFound('segment.not_found')
  return { segment, members, reach, letterId: newId(ctx.now) }
}

export async function action({ context, params, request }: Route.ActionArgs) {
  const field = await readForm(request)
  const sent = await analytics.sendLetter(ctxOf(context), {
    id: field('id'),
    segmentId: params.segmentId,
    subject: field('subject'),
    body: field('body').replaceAll('\r\n', '\n'),
  })
  return go(`/studio/audience/segments/${params.segmentId}?sent=${sent}`)
}

export default function SegmentPage({ loaderData }: Route.ComponentProps) {
  const { segment, members, reach, letterId } = loaderData
  const { t } = useWords()
  const [search] = useSearchParams()
  const sent = search.get('sent')
  return (
    <>
      <Link className="link text-sm" to="/studio/audience">
        ← {t('audience.back')}
      </Link>
      <h1 className="pt-3 text-2xl">
        {t(`audience.name.${segment.key}`)}{' '}
        <span className="figures font-sans text-base text-faint">
          {t('audience.people', { count: segment.size })}
        </span>
      </h1>
      <p className="pt-1 pb-8 text-soft">{t(`audience.about.${segment.key}`)}</p>
      {sent && /^\d{1,7}$/.test(sent) && (
        <Notice tone={sent === '0' ? 'ochre' : 'moss'} role="status" className="mb-8">
          {sent === '0' ? t('audience.sentNone') : t('audience.sent', { count: Number(sent) })}
        </Notice>
      )}
      <FormError />
      <div className="grid gap-14">
        {reach && <LetterForm reach={reach} letterId={letterId} />}
        <Members members={members} />
      </div>
    </>
  )
}

function LetterForm({ reach, letterId }: { reach: analytics.LetterReach; letterId: string }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="letter">
      <div className="channel">
        <h2 id="letter">{t('audience.write')}</h2>
      </div>
      {reach.agreed === 0 ? (
        <Notice>{t('audience.writeNobody')}</Notice>
      ) : (
        <Form className="grid max-w-2xl gap-5">
          <p className="text-soft">{t('audience.writeReach', reach)}</p>
          <input type="hidden" name="id" value={letterId} />
          <TextField label={t('audience.subject')} name="subject" required maxLength={120} />
          <TextArea
            label={t('audience.body')}
            name="body"
            hint={t('audience.bodyHint')}
            required
            rows={10}
            maxLength={20_000}
          />
          <Button tone="primary" className="w-fit">
            {t('audience.send')}
          </Button>
        </Form>
      )}
    </section>
  )
}

type Members = Route.ComponentProps['loaderData']['members']

function Members({ members }: { members: Members }) {
  const { t } = useWords()
  return (
    <section aria-labelledby="members">
      <div className="channel">
        <h2 id="members">{t('audience.members')}</h2>
      </div>
      <ul className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        {members.items.map(({ person, pseudonym }) => (
          <li key={pseudonym} className="flex flex-wrap items-baseline gap-x-3">
            {person ? (
              <>
                {person.name}
                <span className="text-sm break-all text-faint">{person.email}</span>
              </>
            ) : (
              <code>{pseudonym}</code>
            )}
          </li>
        ))}
      </ul>
      <Pager next={members.next} />
    </section>
  )
}
