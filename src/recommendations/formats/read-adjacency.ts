import { fromTriples, type Interactions } from '../matrix/interactions.ts'

/**
 * Several files of lines `person item item …`, one person a line, as LightGCN and its successors
 * keep them: matrices over the same people and items, numbered as in the files. Every weight is 1.
 * Throws SyntaxError with the number of the line that is not whole numbers.
 */
export function readAdjacency(texts: string[]): Interactions[] {
  const files = texts.map(readPairs)
  const people = 1 + files.reduce((most, { rows }) => Math.max(most, largest(rows)), -1)
  const itemCount = 1 + files.reduce((most, { columns }) => Math.max(most, largest(columns)), -1)
  return files.map(({ rows, columns }) => {
    const values = new Float32Array(rows.length).fill(1)
    const matrix = fromTriples({ people, itemCount, rows, columns, values })
    // A pair that is listed twice is still one.
    matrix.weights.fill(1)
    return matrix
  })
}

function readPairs(text: string): { rows: Uint32Array; columns: Uint32Array } {
  const rows: number[] = []
  const columns: number[] = []
  text.split('\n').forEach((line, at) => {
    const trimmed = line.trim()
    if (trimmed === '') return
    if (!/^\d{1,9}(\s+\d{1,9})*$/.test(trimmed)) {
      throw new SyntaxError(`line ${at + 1}: expected whole numbers "person item item …"`)
    }
    const [person = 0, ...items] = trimmed.split(/\s+/).map(Number)
    for (const item of items) {
      rows.push(person)
      columns.push(item)
    }
  })
  return { rows: Uint32Array.from(rows), columns: Uint32Array.from(columns) }
}

function largest(numbers: Uint32Array): number {
  let most = -1
  for (const number of numbers) if (number > most) most = number
  return most
}
