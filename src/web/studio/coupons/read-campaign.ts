import type * as commerce from '#commerce'
import { invalid } from '#kernel/errors.ts'
import { type Currency, parseMoney } from '#kernel/money.ts'

/** What the form for a campaign says. Throws `coupon.invalid`, `coupon.bad_date`. */
export function readCampaign(
  field: (name: string) => string,
  currency: Currency,
): commerce.CampaignInput {
  const maxUses = field('maxUses').trim()
  return {
    name: field('name'),
    itemId: field('itemId') || null,
    off: readOff(field('kind'), field('value').trim(), currency),
    validUntil: endOfDay(field('lastDay')),
    maxUses: maxUses === '' ? null : wholeNumber(maxUses),
  }
}

function readOff(kind: string, value: string, currency: Currency): commerce.CampaignInput['off'] {
  if (kind === 'percent') return { percent: wholeNumber(value.replace(/\s*[%％]$/, '')) }
  const amount = parseMoney(value, currency)
  if (!amount) throw invalid('price.unreadable')
  return { amountMinor: amount.minor }
}

/** Anything else is refused with the campaign: no such number is allowed anywhere. */
function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0
}

/** The last moment of a day on the shop's clock: China Standard Time, without summer time. */
function endOfDay(day: string): Date {
  const end = new Date(`${day}T23:59:59+08:00`)
  return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(end.getTime()) ? end : new Date(0)
}
