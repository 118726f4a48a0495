import { system } from '#kernel/actor.ts'
import { notFound } from '#kernel/errors.ts'
import { listMails } from '#platform/mail/list-mails.ts'
import { useWords } from '../i18n/use-words.ts'
import { Seo } from '../shell/seo.tsx'
import { visitOf } from '../shell/visit.ts'
import { Empty } from '../ui/display/empty.tsx'
import { Linked } from '../ui/display/linked.tsx'
import type { Route } from './+types/outbox-page'

/** Mails that a development site did not send: anybody at this machine may read them. */
export async function loader({ context }: Route.LoaderArgs) {
  const { ctx, development } = visitOf(context)
  if (!development) throw notFound('page.not_found')
  const mails = await listMails({ ...ctx, actor: system('outbox') })
  return {
    mails: mails.map(({ id, recipient, subject, body, createdAt }) => ({
      id,
      recipient,
      subject,
      body,
      createdAt,
    })),
  }
}

export default function OutboxPage({ loaderData: { mails } }: Route.ComponentProps) {
  const { t, date } = useWords()
  return (
    <div className="page-width narrow py-12 md:py-16">
      <Seo title={t('setup.outbox')} hidden />
      <h1 className="text-3xl">{t('setup.outbox')}</h1>
      <p className="mt-2 pb-8 text-soft">{t('setup.outboxHint')}</p>
      {mails.length === 0 && <Empty title={t('setup.noMail')} />}
      <ul className="grid gap-6">
        {mails.map(({ id, recipient, subject, body, createdAt }) => (
          <li key={id}>
            <article className="panel">
              <h2 className="text-lg">{subject}</h2>
              <p className="meta">
                <span>{recipient}</span>
                <time dateTime={createdAt.toISOString()}>{date(createdAt, 'second')}</time>
              </p>
              <p className="mt-4 whitespace-pre-wrap text-sm">
                <Linked text={body} />
              </p>
            </article>
          </li>
        ))}
      </ul>
    </div>
  )
}
