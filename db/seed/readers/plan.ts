import type { ReaderPerson } from './draw-people.ts'

/** Milliseconds before the midnight, in China, that came before the demo site was set up. */
export type Ago = number

export type View = {
  slug: string
  firstAgo: Ago
  lastAgo: Ago
  times: number
  dwellMs: number
  depth: number
  fromSearch: boolean
}
export type Mark = { slug: string; kind: 'like' | 'bookmark'; ago: Ago }
export type Rating = { slug: string; stars: number; ago: Ago }
/** How far a lesson was studied; `lesson` counts within its course from 0. */
export type Study = { slug: string; lesson: number; percent: number; ago: Ago }
/** A bought text that was opened; `lesson` is null where it is an article. */
export type Opening = { slug: string; lesson: number | null; ago: Ago }
export type Sale = { slugs: string[]; ago: Ago; refundAgo: Ago | null }

/** What one person did, in the words of the tables that keep it; their taste is no part of it. */
export type ReaderPlan = ReaderPerson & {
  registeredAgo: Ago
  views: View[]
  marks: Mark[]
  ratings: Rating[]
  studies: Study[]
  openings: Opening[]
  sales: Sale[]
}
