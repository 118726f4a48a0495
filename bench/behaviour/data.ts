import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type FeatureTable, tableOf } from '../../src/analytics/models/feature-table.ts'
import { type Baskets, basketsOf } from '../../src/analytics/models/rules/baskets.ts'

const folder = process.env.WENQU_DATA ?? resolve(import.meta.dirname, '../../../shared/data')

/** The lines of a data set's file, or null with a word about it if it is not there. */
function linesOf(path: string): string[] | null {
  const file = resolve(folder, path)
  if (existsSync(file)) return readFileSync(file, 'utf8').trim().split(/\r?\n/)
  console.log(`\n${path} is not there: name the folder of the data sets in WENQU_DATA.`)
  return null
}

/** Baskets of the Groceries data set (arules), one a line. */
export function readGroceries(): (Baskets & { names: string[] }) | null {
  const lines = linesOf('groceries/groceries.csv')
  return lines && basketsOf(lines.map((line) => line.split(',').map((name) => name.trim())))
}

const numeric = new Set(['tenure', 'MonthlyCharges', 'TotalCharges'])

/**
 * Telco Customer Churn (IBM): numbers as they are (an empty one missing), words as one column a
 * value, without those that say what an earlier one says. Nothing is learnt from the labels here.
 */
export function readTelco(): { table: FeatureTable; labels: Uint8Array } | null {
  const lines = linesOf('telco/Telco-Customer-Churn.csv')
  if (!lines) return null
  const [head = [], ...rows] = lines.map((line) => line.split(','))
  const names: string[] = []
  const columns: number[][] = []
  const seen = new Set<string>()
  head.forEach((name, at) => {
    if (name === 'customerID' || name === 'Churn') return
    const values = rows.map((row) => (row[at] ?? '').trim())
    if (numeric.has(name)) {
      names.push(name)
      columns.push(values.map((value) => (value === '' ? Number.NaN : Number(value))))
      return
    }
    for (const value of new Set(values)) {
      const flags = values.map((one) => (one === value ? 1 : 0))
      if (seen.has(flags.join('')) || seen.has(flags.map((flag) => 1 - flag).join(''))) continue
      seen.add(flags.join(''))
      names.push(`${name}=${value}`)
      columns.push(flags)
    }
  })
  const table = tableOf(
    names,
    rows.map((_, row) => columns.map((column) => column[row] ?? Number.NaN)),
  )
  return { table, labels: Uint8Array.from(rows, (row) => (row.at(-1) === 'Yes' ? 1 : 0)) }
}
