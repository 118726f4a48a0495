import type * as commerce from '#commerce'

export type Card = Awaited<ReturnType<typeof commerce.browse>>['items'][number]
export type ItemKind = Card['kind']

/** The one address of an item. */
export function itemPath({ kind, slug }: { kind: ItemKind; slug: string }): string {
  return `/${kind === 'course' ? 'courses' : 'articles'}/${encodeURIComponent(slug)}`
}
