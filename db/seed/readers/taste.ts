import { oneOf, type Random, shuffled } from './chance.ts'
import type { Piece } from './piece.ts'

/** How much a person cares for each field, 0–1. It decides what they do and is kept nowhere. */
export type Taste = ReadonlyMap<string, number>

const MAIN = 1
const LESSER = 0.15
const OTHER = 0.015
/** Who wanders from field to field cares for all of them alike. */
const WANDERING = 0.4
const WANDERERS = 0.1
/** Zipf's exponent: the second best known piece is read 2^-0.7 as often as the best. */
const ZIPF = 0.7

export function drawTaste(random: Random, fields: readonly string[]): Taste {
  if (random() < WANDERERS) return new Map(fields.map((field) => [field, WANDERING]))
  const main = oneOf(random, fields)
  const lesser = oneOf(
    random,
    fields.filter((field) => field !== main),
  )
  return new Map(
    fields.map((field) => [field, field === main ? MAIN : field === lesser ? LESSER : OTHER]),
  )
}

/** How well known each piece is, whatever its field: Zipf over a drawn order. */
export function drawRenown(random: Random, pieces: readonly Piece[]): Map<string, number> {
  const order = shuffled(random, pieces)
  return new Map(order.map(({ slug }, rank) => [slug, (rank + 2) ** -ZIPF]))
}
