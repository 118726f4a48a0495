import { createHmac } from 'node:crypto'
import type { Alteration } from '../engine/faults.ts'
import type { Notice, NoticeStyle, SignedNotice } from '../engine/notifier.ts'
import type { StripeBooks } from './stripe-books.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Ever longer gaps for almost three days; any 2xx ends them. */
export function stripeNoticeStyle(books: StripeBooks): NoticeStyle {
  return {
    retryGaps: [
      ...[5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR],
      ...[12 * HOUR, 12 * HOUR, 12 * HOUR, 12 * HOUR],
    ],
    sign: (notice, alteration, delta) => signNotice(books, notice, alteration, delta),
    acknowledged: (status) => status >= 200 && status < 300,
  }
}

const skews: Partial<Record<Alteration, number>> = { oldTimestamp: -301, futureTimestamp: 3600 }
const byOthers: (Alteration | null)[] = ['forge', 'wrongSerial']

/** `t=…,v1=…`, one `v1` for each secret that signs just now: two while one replaces the other. */
function signNotice(
  books: StripeBooks,
  notice: Notice,
  alteration: Alteration | null,
  delta: number,
): SignedNotice {
  const { clock, keys } = books.world
  const signed = JSON.stringify(altered(notice.payload, alteration, delta))
  const at = Math.floor(clock().getTime() / 1000) + ((alteration && skews[alteration]) ?? 0)
  const signs = books.endpoint.get('endpoint')?.signs ?? [0]
  const own = signs.flatMap((index) => keys.stripe.webhookSecrets[index] ?? [])
  const secrets = byOthers.includes(alteration) ? ['whsec_attacker0000000000'] : own
  const scheme = alteration === 'probe' ? 'v0' : 'v1'
  const marks = secrets.map(
    (secret) => `${scheme}=${createHmac('sha256', secret).update(`${at}.${signed}`).digest('hex')}`,
  )
  const spoiled = alteration === 'tamper' || alteration === 'tamperSealed'
  return {
    url: notice.url,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      ...(alteration === 'unsigned' ? {} : { 'stripe-signature': [`t=${at}`, ...marks].join(',') }),
    },
    body: spoiled ? signed.replace(/"(amount\w*)":(\d+)/, '"$1":9$2') : signed,
  }
}

type Told = { data?: { object?: Record<string, unknown> } }

/** Changes inside the signed bytes. */
function altered(
  payload: Record<string, unknown>,
  alteration: Alteration | null,
  delta: number,
): Record<string, unknown> {
  const told = (payload as Told).data?.object ?? {}
  const within = (changes: Record<string, unknown>) => ({
    ...payload,
    data: { object: { ...told, ...changes } },
  })
  switch (alteration) {
    case 'foreignMerchant':
      return { ...payload, account: 'acct_000000000000foreign' }
    case 'amountDelta': {
      const field = 'amount_total' in told ? 'amount_total' : 'amount'
      return within({ [field]: Number(told[field]) + delta })
    }
    case 'wrongCurrency':
      return within({ currency: told.currency === 'usd' ? 'eur' : 'usd' })
    default:
      return payload
  }
}
