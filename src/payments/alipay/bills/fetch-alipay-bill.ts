import { beijingMidnight } from '../../beijing-time.ts'
import type { BillKind, BillReply } from '../../bill.ts'
import { saveDownload } from '../../bills/save-download.ts'
import { textOf } from '../../fields.ts'
import { officialAlipayHosts } from '../alipay-config.ts'
import type { AlipayLine } from '../alipay-line.ts'
import { callAlipay } from '../call-alipay.ts'
import { readAlipayBill } from './read-alipay-bill.ts'

const billTypes: Record<BillKind, string> = { trade: 'trade', funds: 'signcustomer' }

/** A day's bill is made by 09:00 of the next day in Beijing. */
const READY_HOUR_MS = 9 * 3_600_000
const DAY_MS = 86_400_000

/**
 * Asks where the bill is and downloads it at once, because the address lives for 30 seconds; one
 * that has expired is `unknown` and may be asked for again.
 */
export async function fetchAlipayBill(
  line: AlipayLine,
  date: string,
  kind: BillKind,
): Promise<BillReply> {
  const madeOn = beijingMidnight(date, 1)
  if (!madeOn) return { kind: 'unknown', code: 'malformed_date' }
  const readyAt = madeOn.getTime() + READY_HOUR_MS
  const method = 'alipay.data.dataservice.bill.downloadurl.query'
  const reply = await callAlipay(line, method, { bill_type: billTypes[kind], bill_date: date })
  if (reply.kind === 'refused') {
    return withoutBill(reply.code, line.around.now().getTime() - readyAt)
  }
  if (reply.kind === 'unknown') return reply
  const url = addressOf(line, textOf(reply.node, 'bill_download_url'))
  if (!url) return { kind: 'unknown', code: 'foreign_download_address' }
  const saved = await saveDownload(line.around, url)
  if (saved.kind === 'failed') return { kind: 'unknown', code: saved.code }
  return { kind: 'bill', lines: readAlipayBill(saved.file, kind, line.config.sellerId) }
}

/**
 * BILL_NOT_EXIST is said of a day without trades and of a bill that is late alike, so it means an
 * empty day only when the bill is a day overdue; NO_BILL_DATA says it outright.
 */
function withoutBill(code: string, overdueMs: number): BillReply {
  const name = code.split('.').at(-1) ?? ''
  const missing = name === 'BILL_NOT_EXIST'
  if (overdueMs < 0 && (missing || /^(NO_BILL_DATA|INVA(IL|L)ID_ARGUMENTS)$/.test(name))) {
    return { kind: 'not_ready' }
  }
  if (name === 'NO_BILL_DATA' || name === 'BILL_DATE_BEFORE_REGISTRATION') return { kind: 'empty' }
  if (missing) return { kind: overdueMs < DAY_MS ? 'not_ready' : 'empty' }
  return { kind: 'unknown', code }
}

/**
 * The real gateway sends us to Alipay only, and over https whatever it writes; a sandbox to itself.
 */
function addressOf(line: AlipayLine, text: string | null): string | null {
  if (!text || !URL.canParse(text)) return null
  const url = new URL(text)
  const gateway = new URL(line.config.gatewayUrl)
  if (url.username || url.password) return null
  if (!officialAlipayHosts.includes(gateway.host)) {
    return url.origin === gateway.origin || url.hostname.endsWith('.alipaydev.com')
      ? url.href
      : null
  }
  if (!/(^|\.)alipay\.com$/.test(url.hostname) || url.port !== '') return null
  url.protocol = 'https:'
  return url.href
}
