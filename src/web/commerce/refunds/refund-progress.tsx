import type { RefundCase } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import { Badge, type Tone } from '../../ui/display/badge.tsx'

export type RefundState = RefundCase['status'] | NonNullable<RefundCase['carried']>

const tones: Record<RefundState, Tone> = {
  waiting: 'ochre',
  approved: 'water',
  requested: 'water',
  processing: 'water',
  succeeded: 'moss',
  failed: 'seal',
  rejected: 'plain',
}

/** Where a wish for a refund stands: the decision first, then the gateway. */
export function RefundBadge({ one }: { one: RefundCase }) {
  const { t } = useWords()
  const state: RefundState = one.status === 'approved' ? (one.carried ?? 'approved') : one.status
  return <Badge tone={tones[state]}>{t(`refunds.state.${state}`)}</Badge>
}

/** The refunds of an order as its buyer sees them. */
export function RefundProgress({ cases }: { cases: RefundCase[] }) {
  const { t, money, date } = useWords()
  if (cases.length === 0) return null
  return (
    <section className="pb-8" aria-labelledby="refunds">
      <h2 id="refunds" className="pb-3 text-lg">
        {t('refunds.progress')}
      </h2>
      <ul className="grid gap-3">
        {cases.map((one) => (
          <li key={one.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
            <RefundBadge one={one} />
            <span className="figures font-medium">{money(one.amount, true)}</span>
            <span className="text-sm text-faint">{date(one.createdAt, 'minute')}</span>
            {one.note && <span className="w-full text-sm text-soft">{one.note}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
