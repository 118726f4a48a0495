import type * as commerce from '#commerce'
import { useWords } from '../../i18n/use-words.ts'

type DeductionsProps = {
  line: commerce.RefundPreview['unwinding']['lines'][number]
  preview: commerce.RefundPreview
}

/** One line: what was paid, each reason why less comes back, and what does. */
export function Deductions({ line, preview }: DeductionsProps) {
  const { t, money } = useWords()
  const { currency } = preview.refund
  const { title = '', paidMinor = 0n, used } = preview.lines[line.position] ?? {}
  const amount = (minor: bigint) => money({ minor, currency }, true)
  return (
    <>
      <div className="font-medium">
        <dt>{title}</dt>
        <dd>{amount(paidMinor)}</dd>
      </div>
      {line.deductions.map(({ code, amountMinor }) => (
        <div key={code} className="text-sm">
          <dt>
            {t(`refunds.why.${code}`)}
            {code === 'lessons_used' && used && (
              <span className="block text-faint">{t('refunds.lessons', used)}</span>
            )}
          </dt>
          <dd>−{amount(amountMinor)}</dd>
        </div>
      ))}
    </>
  )
}
