import type * as commerce from '#commerce'
import type { WordKey } from '../i18n/words.ts'
import type { Tone } from '../ui/display/badge.tsx'

export type Order = Awaited<ReturnType<typeof commerce.getOrder>>
export type OrderStatus = Order['status']

export const statusWords: Record<OrderStatus, WordKey> = {
  pending: 'commerce.status.pending',
  paid: 'commerce.status.paid',
  partially_refunded: 'commerce.status.partially_refunded',
  refunded: 'commerce.status.refunded',
  expired: 'commerce.status.expired',
  cancelled: 'commerce.status.cancelled',
}

export const statusTones: Record<OrderStatus, Tone> = {
  pending: 'ochre',
  paid: 'moss',
  partially_refunded: 'water',
  refunded: 'plain',
  expired: 'plain',
  cancelled: 'plain',
}

/** Those that whoever runs the site signs up for; a person's own code needs no gateway. */
export const merchantMethods = ['alipay', 'wechat', 'stripe'] as const
export const methods = [...merchantMethods, 'personal'] as const
export type Method = (typeof methods)[number]

export function isMethod(text: string): text is Method {
  return methods.some((method) => method === text)
}

export const methodWords: Record<Method, WordKey> = {
  alipay: 'commerce.method.alipay',
  wechat: 'commerce.method.wechat',
  stripe: 'commerce.method.stripe',
  personal: 'commerce.method.personal',
}

export function orderPath(number: string): string {
  return `/orders/${encodeURIComponent(number)}`
}
