import type { MoneyOverview } from '#commerce'
import { useWords } from '../../i18n/use-words.ts'
import type { WordKey } from '../../i18n/words.ts'
import { Link } from '../../ui/controls/link.tsx'

type Accounts = NonNullable<MoneyOverview['accounts']>
type Creators = NonNullable<MoneyOverview['creators']>
type Stage = keyof MoneyOverview['own']

const kinds: Accounts[number]['kind'][] = ['asset', 'liability', 'income', 'expense']
const stages: Stage[] = ['deferred', 'held', 'payable', 'clearing']

/** Where one's own money is, from the buyer's payment to the bank. */
export function OwnStages({ own }: { own: MoneyOverview['own'] }) {
  const { t, money } = useWords()
  return (
    <dl className="sums">
      {stages.map((stage) => (
        <div key={stage}>
          <dt>{t(`money.${stage}`)}</dt>
          <dd>{money(own[stage], true)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The chart of accounts with what each holds, on its own side. */
export function AccountTable({ accounts }: { accounts: Accounts }) {
  const { t, money } = useWords()
  const sorted = kinds.flatMap((kind) => accounts.filter((account) => account.kind === kind))
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('money.account')}</th>
          <th scope="col">{t('money.kind')}</th>
          <th scope="col" className="number">
            {t('money.balance')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ name, kind, balance }) => (
          <tr key={name}>
            <td>{t(`studio.account.${name}` as WordKey)}</td>
            <td data-label={t('money.kind')}>{t(`money.kind.${kind}`)}</td>
            <td className="number" data-label={t('money.balance')}>
              {money(balance, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function CreatorTable({ creators, month }: { creators: Creators; month: string }) {
  const { t, money } = useWords()
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('money.creator')}</th>
          <th scope="col" className="number">
            {t('money.pending')}
          </th>
          <th scope="col" className="number">
            {t('money.payable')}
          </th>
        </tr>
      </thead>
      <tbody>
        {creators.map(({ personId, name, pending, payable }) => (
          <tr key={personId}>
            <td>
              <Link className="link" to={`/studio/money/statements/${personId}/${month}`}>
                {name}
              </Link>
            </td>
            <td className="number" data-label={t('money.pending')}>
              {money(pending, true)}
            </td>
            <td className="number" data-label={t('money.payable')}>
              {money(payable, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function RunTable({ runs }: { runs: MoneyOverview['runs'] }) {
  const { t, money } = useWords()
  if (runs.length === 0) return <p className="text-sm text-faint">{t('money.noRuns')}</p>
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('money.day')}</th>
          <th scope="col">{t('money.creators')}</th>
          <th scope="col" className="number">
            {t('money.amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map(({ day, creators, amount }) => (
          <tr key={day}>
            <td className="figures">{day}</td>
            <td data-label={t('money.creators')}>{t('money.runCount', { count: creators })}</td>
            <td className="number" data-label={t('money.amount')}>
              {money(amount, true)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
