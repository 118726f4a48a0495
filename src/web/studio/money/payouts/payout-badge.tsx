import type { PayoutStatus } from '#commerce'
import { useWords } from '../../../i18n/use-words.ts'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'

const tones: Record<PayoutStatus, Tone> = {
  requested: 'ochre',
  approved: 'water',
  sending: 'water',
  paid: 'moss',
  failed: 'seal',
  cancelled: 'plain',
}

export function PayoutBadge({ status }: { status: PayoutStatus }) {
  const { t } = useWords()
  return <Badge tone={tones[status]}>{t(`money.status.${status}`)}</Badge>
}
