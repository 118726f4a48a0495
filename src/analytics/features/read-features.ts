import type { SQL } from 'drizzle-orm'
import type { Ctx } from '#platform/ctx.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import { behaviourFeatures, behaviourFeaturesAt } from './behaviour-features.ts'
import { type Moment, momentRows } from './moment.ts'
import { purchaseFeatures, purchaseFeaturesAt } from './purchase-features.ts'
import { type TraitFeature, traitFeatureRows } from './trait-features.ts'

/** So many people are asked about at once: bounds the parameters and the work of one query. */
const BATCH = 2_000

type Row = Record<string, unknown> & { n: unknown }

/**
 * The features of people at moments, row n being moment n; computed from what happened before the
 * moment and nothing else. What is not known (days since a purchase that never was) is NaN.
 */
export async function readFeatures(
  ctx: Ctx,
  moments: readonly Moment[],
  traits: readonly TraitFeature[] = [],
): Promise<FeatureTable> {
  const names = [...purchaseFeatures, ...behaviourFeatures, ...traits.map(({ name }) => name)]
  const values = new Float64Array(moments.length * names.length).fill(Number.NaN)
  for (let from = 0; from < moments.length; from += BATCH) {
    const batch = moments.slice(from, from + BATCH)
    const write = (row: Row, feature: string, value: number) => {
      values[(from + Number(row.n) - 1) * names.length + names.indexOf(feature)] = value
    }
    for (const row of await rowsOf(ctx, purchaseFeaturesAt(momentRows(batch)))) {
      for (const feature of purchaseFeatures) write(row, feature, numberOf(row[feature]))
    }
    for (const row of await rowsOf(ctx, behaviourFeaturesAt(momentRows(batch)))) {
      for (const feature of behaviourFeatures) write(row, feature, numberOf(row[feature]))
    }
    if (traits.length === 0) continue
    for (const row of await rowsOf(ctx, traitFeatureRows(momentRows(batch)))) {
      const told = typeof row.traits === 'string' ? row.traits.split(',') : []
      for (const { name } of traits) write(row, name, told.includes(name) ? 1 : 0)
    }
  }
  return { names, rows: moments.length, values }
}

async function rowsOf(ctx: Ctx, query: SQL): Promise<Row[]> {
  return [...(await ctx.db.execute<Row>(query))]
}

function numberOf(value: unknown): number {
  return value === null || value === undefined ? Number.NaN : Number(value)
}
