import { waiting } from './chance.ts'
import type { Piece } from './piece.ts'
import type { Sale, View } from './plan.ts'
import { type Reader, starsOf } from './plan-readers.ts'
import { DAY, HOUR, MINUTE } from './visits.ts'

/** How often somebody who cares fully buys what they looked at, and together with another piece. */
const BUYS = 0.3
const TOGETHER = 0.25
/** Some buy at once; the others think it over for so many days and buy when they next come. */
const AT_ONCE = 0.35
const THINKS_DAYS = 9
const GIVES_BACK = 0.04
const RATES_HELD = 0.5

/** What a reader bought, opened, studied and said of it, from what they looked at. */
export function planStudy(reader: Reader): void {
  const { plan, pieces } = reader
  const pieceOf = new Map(pieces.map((piece) => [piece.slug, piece]))
  for (const view of plan.views) {
    const piece = pieceOf.get(view.slug)
    if (!piece || view.dwellMs < 5_000) continue
    if (piece.isSold) considerBuying(reader, piece, view)
    else if (piece.lessons > 0) study(reader, piece, view.firstAgo - MINUTE)
  }
  for (const sale of plan.sales) {
    for (const slug of sale.slugs) {
      const piece = pieceOf.get(slug)
      if (piece) readBought(reader, piece, sale)
    }
  }
}

function considerBuying(reader: Reader, piece: Piece, view: View): void {
  const { random, plan, visits, care, keen } = reader
  const bought = new Set(plan.sales.flatMap(({ slugs }) => slugs))
  if (bought.has(piece.slug) || random() > BUYS * Math.min(1, care(piece) * keen ** 2)) return
  const thought = random() < AT_ONCE ? 0 : waiting(random, THINKS_DAYS) * DAY
  const visit = thought === 0 ? view.firstAgo : visits.find((ago) => ago <= view.firstAgo - thought)
  // Never came again, or not yet.
  if (visit === undefined || visit < HOUR) return
  const ago = visit - 3 * MINUTE
  const others = reader.pieces.filter(
    ({ slug, field, isSold, daysAgo }) =>
      isSold &&
      field === piece.field &&
      !bought.has(slug) &&
      slug !== piece.slug &&
      daysAgo * DAY > ago + DAY,
  )
  const also = random() < TOGETHER ? others[Math.floor(random() * others.length)] : undefined
  const isSorry = random() < GIVES_BACK && ago > 4 * DAY
  plan.sales.push({
    slugs: [piece.slug, ...(also ? [also.slug] : [])],
    ago,
    refundAgo: isSorry ? ago - (0.2 + 2 * random()) * DAY : null,
  })
}

function readBought(reader: Reader, piece: Piece, { ago, refundAgo }: Sale): void {
  const { random, plan, care } = reader
  const { slug } = piece
  const first = ago - 25 * MINUTE - (random() < 0.7 ? 0 : random() * 3 * HOUR)
  if (first < 10 * MINUTE || (refundAgo !== null && (first < refundAgo || random() < 0.5))) return
  if (piece.lessons > 0) study(reader, piece, first, refundAgo)
  else plan.openings.push({ slug, lesson: null, ago: first })
  if (refundAgo === null && random() < RATES_HELD && first > DAY) {
    plan.ratings.push({ slug, stars: starsOf(random, care(piece)), ago: first - HOUR })
  }
}

/** Lesson after lesson, some a day and some a week, until interest or time runs out. */
function study(
  { random, plan, care }: Reader,
  piece: Piece,
  from: number,
  end: number | null = null,
) {
  const { slug, lessons, isSold } = piece
  let ago = from
  for (let lesson = 0; lesson < lessons; lesson++) {
    if (ago < 20 * MINUTE || (end !== null && ago - 10 * MINUTE < end)) return
    const isThrough = random() < 0.55 + 0.4 * care(piece)
    const percent = isThrough ? 100 : Math.round(20 + 60 * random())
    if (isSold) plan.openings.push({ slug, lesson, ago })
    plan.studies.push({ slug, lesson, percent, ago: ago - 9 * MINUTE })
    if (!isThrough && random() < 0.6) return
    ago -= random() < 0.5 ? 12 * MINUTE : (0.5 + waiting(random, 3)) * DAY
  }
}
