import { beijingDay } from '../../beijing-time.ts'
import type { AgreementReply, AgreementRequest } from '../../recurring.ts'
import { type AlipayLine, signedAddress } from '../alipay-line.ts'
import {
  CYCLE_AGREEMENT,
  CYCLE_PRODUCT,
  chargeDay,
  cycleDefaults,
  MIN_PERIOD_DAYS,
  periodRule,
} from './cycle.ts'

/** How the payer comes into the app: from a phone at once, else by a code that is scanned. */
const accessChannels = { page: 'QRCODE', qr: 'QRCODE', wap: 'ALIPAYAPP' }

/** No call to the gateway: an address at which the payer reads what is agreed, and signs. */
export function signAgreement(line: AlipayLine, request: AgreementRequest): AgreementReply {
  const refused = refusalOf(request, line.around.now())
  if (refused) return { kind: 'refused', code: refused }
  const { channel, notifyUrl, returnUrl } = request
  if (channel !== 'page' && channel !== 'wap' && channel !== 'qr') {
    return { kind: 'refused', code: 'channel_not_supported' }
  }
  const biz = {
    personal_product_code: CYCLE_AGREEMENT,
    product_code: CYCLE_PRODUCT,
    sign_scene: (line.config.cycle ?? cycleDefaults).signScene,
    external_agreement_no: request.agreementNo,
    access_params: { channel: accessChannels[channel] },
    period_rule_params: periodRule(request),
  }
  const method = 'alipay.user.agreement.page.sign'
  const url = signedAddress(line, { method, biz, notifyUrl, returnUrl })
  return channel === 'qr' ? { kind: 'qr', content: url } : { kind: 'redirect', url }
}

function refusalOf({ amount, period, firstChargeAt }: AgreementRequest, now: Date): string | null {
  if (amount.currency !== 'CNY') return 'currency_not_supported'
  if (amount.minor < 1n) return 'amount_out_of_range'
  const least = period.unit === 'day' ? MIN_PERIOD_DAYS : 1
  if (!Number.isInteger(period.count) || period.count < least) return 'period_not_supported'
  return chargeDay(firstChargeAt) < beijingDay(now) ? 'already_due' : null
}
