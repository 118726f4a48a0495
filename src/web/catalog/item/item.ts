import type * as catalog from '#catalog'
import type * as commerce from '#commerce'

type Found = Awaited<ReturnType<typeof catalog.getItemBySlug>>

export type Item = Extract<Found, { item: unknown }>['item']
export type Offer = Awaited<ReturnType<typeof commerce.getOffer>>
/** What it costs whoever looks with their own coupon; null without one. */
export type CouponPrice = Awaited<ReturnType<typeof commerce.findCouponPrice>>
export type Chapter = Item['outline'][number]
export type Lesson = Chapter['lessons'][number]

export function lessonPath(courseSlug: string, lessonId: string): string {
  return `/courses/${encodeURIComponent(courseSlug)}/lessons/${lessonId}`
}
