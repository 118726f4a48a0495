import { useWords } from '../i18n/use-words.ts'
import { Badge } from '../ui/display/badge.tsx'
import { type OrderStatus, statusTones, statusWords } from './order.ts'

export function StatusBadge({ status }: { status: OrderStatus }) {
  const { t } = useWords()
  return <Badge tone={statusTones[status]}>{t(statusWords[status])}</Badge>
}
