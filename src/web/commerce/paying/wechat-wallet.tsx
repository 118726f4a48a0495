import { useWords } from '../../i18n/use-words.ts'
import { Button, ButtonLink } from '../../ui/controls/button.tsx'
import { Link } from '../../ui/controls/link.tsx'
import { Notice } from '../../ui/display/notice.tsx'
import { orderPath } from '../order.ts'

type WechatWalletProps = {
  /** For WeixinJSBridge, as they are. */
  parameters: Record<string, string>
  cashier: string | null
  number: string
}

/** Inside WeChat: its wallet opens above this page, which waits for the money as any other does. */
export function WechatWallet({ parameters, cashier, number }: WechatWalletProps) {
  const { t } = useWords()
  const back = `/pay/return?order=${encodeURIComponent(number)}`
  return (
    <div
      className="text-center"
      data-wallet={JSON.stringify(parameters)}
      data-wallet-to={back}
      data-poll={`${orderPath(number)}/status`}
      data-poll-to={`${orderPath(number)}?done=paid`}
    >
      <p role="status">{t('commerce.walletHint')}</p>
      {cashier && (
        <Notice tone="ochre" className="mt-6 text-start">
          <p>{t('commerce.sandboxWallet')}</p>
          <a className="link font-medium" href={cashier}>
            {t('commerce.openCashier')}
          </a>{' '}
          <a className="link" href={new URL('/console', cashier).href}>
            {t('studio.sandbox')}
          </a>
        </Notice>
      )}
      <p className="flex flex-wrap justify-center gap-3 pt-7">
        <Button type="button" tone="seal" data-wallet-open>
          {t('commerce.openWallet')}
        </Button>
        <ButtonLink to={back}>{t('commerce.iHavePaid')}</ButtonLink>
        <Link className="button button-quiet" to={`${orderPath(number)}/pay`}>
          {t('commerce.otherMethod')}
        </Link>
      </p>
    </div>
  )
}
