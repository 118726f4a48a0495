import { beijingMidnight } from '../../beijing-time.ts'
import type { BillKind, BillReply } from '../../bill.ts'
import { saveDownload } from '../../bills/save-download.ts'
import { textOf } from '../../fields.ts'
import { callWechat, type WechatContext } from '../call-wechat.ts'
import { signedHeaders } from '../send-signed.ts'
import { officialWechatHosts } from '../wechat-config.ts'
import { readWechatBill } from './read-wechat-bill.ts'

/** A day's bill is made by 10:00 of the next day in Beijing. */
const READY_HOUR_MS = 10 * 3_600_000

const queries: Record<BillKind, string> = {
  trade: '/v3/bill/tradebill?bill_type=ALL',
  funds: '/v3/bill/fundflowbill?account_type=BASIC',
}

/**
 * Asks where the bill is and downloads it at once, because the address lives for five minutes; one
 * that has expired is `unknown` and may be asked for again. The file itself is not signed: its
 * SHA-1, which is, must be true of it.
 */
export async function fetchWechatBill(
  context: WechatContext,
  date: string,
  kind: BillKind,
): Promise<BillReply> {
  const madeOn = beijingMidnight(date, 1)
  if (!madeOn) return { kind: 'unknown', code: 'malformed_date' }
  const path = `${queries[kind]}&bill_date=${date}&tar_type=GZIP`
  const reply = await callWechat(context, 'GET', path)
  if (reply.kind === 'refused') {
    const readyAt = madeOn.getTime() + READY_HOUR_MS
    return withoutBill(reply.code, context.around.now().getTime() < readyAt)
  }
  if (reply.kind === 'unknown') return reply
  const sha1 = textOf(reply.fields, 'hash_value')?.toLowerCase() ?? ''
  const named = textOf(reply.fields, 'hash_type') === 'SHA1' && /^[0-9a-f]{40}$/.test(sha1)
  if (!named) return { kind: 'unknown', code: 'no_hash' }
  const url = addressOf(context, textOf(reply.fields, 'download_url'))
  if (!url) return { kind: 'unknown', code: 'foreign_download_address' }
  const headers = signedHeaders(context, 'GET', `${url.pathname}${url.search}`, '')
  const saved = await saveDownload(context.around, url.href, { headers })
  if (saved.kind === 'failed') return { kind: 'unknown', code: saved.code }
  const { mchid } = context.config
  return { kind: 'bill', lines: readWechatBill(saved, { kind, mchid, sha1 }) }
}

/** A day without movements has no bill; before ten o'clock nothing is known of the day yet. */
function withoutBill(code: string, early: boolean): BillReply {
  if (code === 'STATEMENT_CREATING') return { kind: 'not_ready' }
  if (code === 'NO_STATEMENT_EXIST') return { kind: early ? 'not_ready' : 'empty' }
  return { kind: 'unknown', code }
}

/** Our signature is sent along, so it goes to the gateway itself and to nobody else. */
function addressOf({ config }: WechatContext, text: string | null): URL | null {
  if (!text || !URL.canParse(text)) return null
  const url = new URL(text)
  const gateway = new URL(config.baseUrl)
  if (url.username || url.password || url.pathname !== '/v3/billdownload/file') return null
  if (!officialWechatHosts.includes(gateway.host)) return url.origin === gateway.origin ? url : null
  return url.protocol === 'https:' && officialWechatHosts.includes(url.host) ? url : null
}
