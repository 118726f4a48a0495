import { createHash } from 'node:crypto'
import type { AgreementReply, AgreementRequest } from '../../recurring.ts'
import { officialWechatHosts } from '../wechat-config.ts'
import { plain } from '../wechat-facts.ts'
import { askForAddress, type PapayContext, signedFields } from './call-papay.ts'

/** Longest name that the page of the agreement shows, in characters. */
const MAX_NAME = 32

/**
 * Leads the payer to the page on which 周期扣费 is signed: inside WeChat at once (`page`, `jsapi`),
 * by a code that WeChat scans (`qr`), or from a phone's browser (`h5`), for which the gateway is
 * asked. How much and how often stands in the template, `plan_id`.
 */
export async function signContract(
  context: PapayContext,
  request: AgreementRequest,
): Promise<AgreementReply> {
  const { channel, amount } = request
  if (amount.currency !== 'CNY') return { kind: 'refused', code: 'currency_not_supported' }
  if (amount.minor < 1n) return { kind: 'refused', code: 'amount_out_of_range' }
  const fields = {
    plan_id: context.papay.planId,
    contract_code: request.agreementNo,
    request_serial: serialOf(request.agreementNo),
    contract_display_account: plain(request.subject, MAX_NAME),
    notify_url: request.notifyUrl,
    version: '1.0',
    timestamp: String(Math.floor(context.around.now().getTime() / 1000)),
  }
  if (channel === 'h5') return signFromBrowser(context, fields, request.payer?.ip)
  if (channel !== 'page' && channel !== 'jsapi' && channel !== 'qr') {
    return { kind: 'refused', code: 'channel_not_supported' }
  }
  const query = new URLSearchParams(signedFields(context, { ...fields, return_web: '1' }))
  const url = `${context.config.baseUrl}/papay/entrustweb?${query}`
  return channel === 'qr' ? { kind: 'qr', content: url } : { kind: 'redirect', url }
}

async function signFromBrowser(
  context: PapayContext,
  fields: Record<string, string>,
  ip: string | undefined,
): Promise<AgreementReply> {
  if (!ip) return { kind: 'refused', code: 'ip_missing' }
  const asked = { ...fields, clientip: ip }
  const reply = await askForAddress(context, '/papay/h5entrustweb', asked)
  if (reply.kind !== 'ok') return reply
  const url = payerAddress(context, reply.fields.get('redirect_url') ?? '')
  return url ? { kind: 'redirect', url } : { kind: 'unknown', code: 'no_redirect_url' }
}

/** This reply is not signed, so it may lead nowhere but to WeChat. */
function payerAddress({ config }: PapayContext, text: string): string | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const gateway = new URL(config.baseUrl)
  if (!officialWechatHosts.includes(gateway.host)) {
    return url.origin === gateway.origin ? url.href : null
  }
  const official = /(^|\.)(weixin\.qq|tenpay)\.com$/.test(url.hostname)
  return official && url.protocol === 'https:' && url.port === '' ? url.href : null
}

/** A number below 2^63 that is the agreement's own: asked again, it is the same request. */
function serialOf(agreementNo: string): string {
  const bytes = createHash('sha256').update(agreementNo).digest().subarray(0, 7)
  return BigInt(`0x${bytes.toString('hex')}`).toString()
}
