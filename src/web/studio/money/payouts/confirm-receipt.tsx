import { useWords } from '../../../i18n/use-words.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Notice } from '../../../ui/display/notice.tsx'

type Bridge = { invoke: (name: string, parameters: object, done: () => void) => void }

/**
 * In WeChat's own browser the payee confirms with a button; anywhere else only the words help.
 * (https://pay.weixin.qq.com/doc/v3/merchant/4012716430)
 */
export function ConfirmReceipt({ parameters }: { parameters: string }) {
  const { t } = useWords()
  const ask = () => {
    const { WeixinJSBridge: bridge } = globalThis as { WeixinJSBridge?: Bridge }
    bridge?.invoke('requestMerchantTransfer', JSON.parse(parameters) as object, () =>
      location.reload(),
    )
  }
  return (
    <Notice className="mb-8">
      <p className="pb-3">{t('money.confirmInWechat')}</p>
      <Button type="button" size="small" onClick={ask}>
        {t('money.confirm')}
      </Button>
    </Notice>
  )
}
