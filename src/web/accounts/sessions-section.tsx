import type { SessionRow } from '#accounts'
import { useWords } from '../i18n/use-words.ts'
import { Button } from '../ui/controls/button.tsx'
import { Form, FormError } from '../ui/controls/form.tsx'
import { Badge } from '../ui/display/badge.tsx'
import { deviceName } from './device-name.ts'

type SessionsProps = { sessions: SessionRow[]; currentId: string | null }

export function SessionsSection({ sessions, currentId }: SessionsProps) {
  const { t, date } = useWords()
  return (
    <section aria-labelledby="sessions">
      <div className="channel">
        <h2 id="sessions">{t('accounts.sessions')}</h2>
      </div>
      <FormError intent="revoke" />
      <ul>
        {sessions.map(({ id, userAgent, ipAddress, createdAt }) => (
          <li
            key={id}
            className="flex items-center justify-between gap-4 border-b border-line py-4"
          >
            <div>
              <p className="flex flex-wrap items-center gap-x-3 font-medium">
                {deviceName(userAgent) ?? t('accounts.unknownDevice')}
                {id === currentId && <Badge tone="moss">{t('accounts.thisDevice')}</Badge>}
              </p>
              <p className="text-sm text-faint">
                {t('accounts.since', { date: date(createdAt, 'minute') })}
                {ipAddress && ` · ${ipAddress}`}
              </p>
            </div>
            {id !== currentId && (
              <Form className="flex-none">
                <input type="hidden" name="intent" value="revoke" />
                <input type="hidden" name="sessionId" value={id} />
                <Button size="small">{t('accounts.endSession')}</Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form className="pt-5">
          <input type="hidden" name="intent" value="revoke-others" />
          <Button tone="danger">{t('accounts.endOthers')}</Button>
        </Form>
      )}
    </section>
  )
}
