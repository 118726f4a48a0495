import { seededRandom } from '#kernel/random.ts'
import { aroundMedian, type Random, weighted } from './chance.ts'
import { drawPeople } from './draw-people.ts'
import type { Piece } from './piece.ts'
import type { Ago, ReaderPlan, View } from './plan.ts'
import { planStudy } from './plan-study.ts'
import { drawRenown, drawTaste } from './taste.ts'
import { DAY, drawVisits, MINUTE } from './visits.ts'

export type Readership = { pieces: readonly Piece[]; count: number; seed: number }

export const readerCount = 400
export const readerSeed = 1134

/** A look this short is a bounce. */
const BOUNCES = 0.08
/** So much appeal left to read makes a next look as likely as none. */
const PATIENCE = 0.05
const COMES_BACK = 0.12
const SEARCHES = 0.12
/** How often somebody who cares for a field fully likes what they read there, and so on. */
const LIKES = 0.4
const BOOKMARKS = 0.2
const RATES = 0.09

/**
 * What a readership with tastes of its own did with these pieces; the same for the same seed.
 * Names are drawn from one source, tastes and deeds from others: neither tells of the other.
 */
export function planReaders({ pieces, count, seed }: Readership): ReaderPlan[] {
  const people = drawPeople(seededRandom(seed), count)
  const renown = drawRenown(seededRandom(seed + 1), pieces)
  const fields = [...new Set(pieces.map(({ field }) => field))].sort()
  return people.map((person, number) => {
    const random = seededRandom(seed * 1_000 + number)
    const taste = drawTaste(random, fields)
    const care = ({ field }: Piece) => taste.get(field) ?? 0
    const keen = aroundMedian(random, 1, 0.6)
    const { registeredAgo, starts } = drawVisits(random, keen)
    const plan: ReaderPlan = {
      ...person,
      registeredAgo,
      ...{ views: [], marks: [], ratings: [], studies: [], openings: [], sales: [] },
    }
    const reader: Reader = { random, plan, pieces, renown, care, keen, visits: starts }
    for (const ago of starts) visit(reader, ago)
    planStudy(reader)
    return plan
  })
}

export type Reader = {
  random: Random
  plan: ReaderPlan
  pieces: readonly Piece[]
  renown: ReadonlyMap<string, number>
  care: (piece: Piece) => number
  /** How apt to click, mark and buy: around 1. */
  keen: number
  /** When they came, oldest first. */
  visits: readonly Ago[]
}

function visit(reader: Reader, startAgo: number): void {
  const { random, plan, pieces, renown, care, keen } = reader
  const looks = 1 + Math.floor(-Math.log(1 - random()) * 1.5)
  let ago = startAgo
  for (let n = 0; n < looks && ago > 10 * MINUTE; n++) {
    const seen = new Set(plan.views.map(({ slug }) => slug))
    // Out for a day at the least: the site was set up some hours after the midnight counted from.
    const out = pieces.filter(({ daysAgo, slug }) => daysAgo * DAY > ago + DAY && !seen.has(slug))
    const appeal = (one: Piece) => care(one) * (renown.get(one.slug) ?? 0)
    const left = out.reduce((sum, one) => sum + appeal(one), 0)
    // Who finds little left that they care for goes home.
    const piece = random() * (left + PATIENCE) < left ? weighted(random, out, appeal) : null
    if (!piece) return
    const view = look(reader, piece, ago)
    plan.views.push(view)
    ago -= view.dwellMs + 20_000
    if (view.dwellMs < 5_000) continue
    const liking = Math.min(1, care(piece) * keen)
    const { slug } = piece
    if (random() < LIKES * liking) plan.marks.push({ slug, kind: 'like', ago })
    if (random() < BOOKMARKS * liking) plan.marks.push({ slug, kind: 'bookmark', ago })
    if (!piece.isSold && random() < RATES * liking) {
      plan.ratings.push({ slug, stars: starsOf(random, care(piece)), ago })
    }
  }
}

function look({ random, care, keen }: Reader, piece: Piece, ago: number): View {
  const isBounce = random() < BOUNCES
  const seconds = isBounce
    ? 1 + 3 * random()
    : Math.max(6, aroundMedian(random, 45 + 70 * care(piece), 0.6))
  const dwellMs = Math.round(Math.min(seconds, 1_500) * 1_000)
  const depth = isBounce ? 15 * random() : Math.min(100, 20 + 60 * random() + seconds / 4)
  const again = ago > 2 * DAY && random() < COMES_BACK * keen
  return {
    slug: piece.slug,
    firstAgo: ago,
    lastAgo: Math.max(5 * MINUTE, again ? ago * random() : ago - dwellMs),
    times: again ? 2 : 1,
    dwellMs,
    depth: Math.round(depth),
    fromSearch: random() < SEARCHES,
  }
}

/** Mostly fours and fives where somebody cares, around three where they do not. */
export function starsOf(random: Random, care: number): number {
  const mean = 3.1 + 1.5 * care
  return Math.max(
    1,
    Math.min(5, Math.round(mean + 1.6 * (random() - 0.5) + 0.8 * (random() - 0.5))),
  )
}
