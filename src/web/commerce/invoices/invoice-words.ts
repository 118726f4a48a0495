import type { Invoice } from '#commerce'
import type { Tone } from '../../ui/display/badge.tsx'

export const invoiceTones: Record<Invoice['status'], Tone> = {
  requested: 'ochre',
  issuing: 'ochre',
  issued: 'moss',
  red_due: 'ochre',
  red_issuing: 'ochre',
  red_lettered: 'plain',
  rejected: 'seal',
  withdrawn: 'plain',
}

/** A title in one line, as the head of an invoice begins. */
export function titleLine(title: Invoice['title']): string {
  return title.kind === 'company' ? `${title.name} · ${title.taxNumber}` : title.name
}
