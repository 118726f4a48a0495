import { useWords } from '../../i18n/use-words.ts'
import { ButtonLink } from '../../ui/controls/button.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { orderPath } from '../order.ts'

type ScanCodeProps = { code: string; cashier: string | null; number: string }

/** The code to scan; the page asks by itself whether the money has come, and moves on. */
export function ScanCode({ code, cashier, number }: ScanCodeProps) {
  const { t } = useWords()
  const back = `/pay/return?order=${encodeURIComponent(number)}`
  return (
    <div
      className="text-center"
      data-poll={`${orderPath(number)}/status`}
      data-poll-to={`${orderPath(number)}?done=paid`}
    >
      <div
        className="qr"
        role="img"
        aria-label={t('commerce.qrLabel')}
        dangerouslySetInnerHTML={{ __html: code }}
      />
      <p className="pt-5" role="status">
        {t('commerce.scanHint')}
      </p>
      {cashier && (
        <Notice tone="ochre" className="mt-6 text-start">
          <p>{t('commerce.sandboxScan')}</p>
          <a className="link font-medium" href={cashier}>
            {t('commerce.openCashier')}
          </a>{' '}
          <a className="link" href={new URL('/console', cashier).href}>
            {t('studio.sandbox')}
          </a>
        </Notice>
      )}
      <p className="flex flex-wrap justify-center gap-3 pt-7">
        <ButtonLink to={back}>{t('commerce.iHavePaid')}</ButtonLink>
        <Link className="button button-quiet" to={`${orderPath(number)}/pay`}>
          {t('commerce.otherMethod')}
        </Link>
      </p>
    </div>
  )
}
