import type { CreatorTerms } from '#commerce'
import { money as amountOf, type Currency } from '#kernel/money.ts'
import { useWords } from '../../i18n/use-words.ts'
import { Button } from '../../ui/controls/button.tsx'
import { TextField } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'
import { showPercent } from './percent.ts'

type TermsSectionProps = { terms: CreatorTerms[]; currency: Currency }

/** Fees agreed with single creators, and a form for one more. */
export function TermsSection({ terms, currency }: TermsSectionProps) {
  const { t, money } = useWords()
  return (
    <section className="pt-14" aria-labelledby="terms">
      <div className="channel">
        <h2 id="terms">{t('money.special')}</h2>
      </div>
      {terms.length === 0 && <p className="pb-4 text-sm text-faint">{t('money.noSpecial')}</p>}
      <ul className="grid gap-3 pb-6">
        {terms.map(({ personId, name, basisPoints, fixedMinor }) => (
          <li key={personId} className="flex flex-wrap items-center gap-4">
            <span className="font-serif">{name}</span>
            <span className="figures text-sm">
              {showPercent(basisPoints)}%
              {fixedMinor > 0n && ` + ${money(amountOf(fixedMinor, currency), true)}`}
            </span>
            <Form>
              <input type="hidden" name="intent" value="drop" />
              <input type="hidden" name="personId" value={personId} />
              <Button size="small" tone="quiet">
                {t('money.dropTerms')}
              </Button>
            </Form>
          </li>
        ))}
      </ul>
      <Form className="grid max-w-2xl items-end gap-4 sm:grid-cols-[2fr_1fr_1fr_auto]">
        <input type="hidden" name="intent" value="agree" />
        <TextField label={t('money.username')} name="username" required maxLength={40} />
        <TextField
          label={t('money.feeRate')}
          name="feeRate"
          inputMode="decimal"
          required
          maxLength={6}
        />
        <TextField
          label={t('money.feeFixed')}
          name="feeFixed"
          inputMode="decimal"
          maxLength={8}
          defaultValue="0"
        />
        <Button>{t('money.agree')}</Button>
      </Form>
    </section>
  )
}
