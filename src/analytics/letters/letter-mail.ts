import type { Mail } from '#platform/mail/send-mail.ts'
import { unsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'

type Addressed = {
  to: string
  personId: string
  siteName: string
  publicUrl: string
  subject: string
  body: string
}

/** A letter as it is sent: what was written, why it came, and how to end such letters. */
export function letterMail({ to, personId, siteName, publicUrl, subject, body }: Addressed): Mail {
  const query = unsubscribeQuery('letters', personId)
  return {
    ...{ to, subject },
    body: [
      body,
      '',
      '—',
      `你在「${siteName}」同意了接收来信。不想再收：`,
      `You agreed to letters from ${siteName}. To end them:`,
      `${publicUrl}/unsubscribe?${query}`,
    ].join('\n'),
    unsubscribeUrl: `${publicUrl}/api/unsubscribe?${query}`,
  }
}
