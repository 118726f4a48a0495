import { fromTriples, type Interactions } from '../matrix/interactions.ts'

/** Lines of a file, with people and items numbered as they appear. */
export type TripleTable = {
  /** Their names in the file, by number. */
  people: string[]
  items: string[]
  rows: Uint32Array
  columns: Uint32Array
  values: Float32Array
  /** As in the file, or null where it has none. */
  times: Float64Array | null
}

const SEPARATORS = ['::', '\t', ',', ' ']

/**
 * Lines of `person item value [time]`, separated by tabs, commas, spaces or, as in MovieLens, by
 * `::`; a first line whose value is no number is taken for a header, empty lines are passed over.
 * The separator and the number of fields are those of the first line. Throws SyntaxError with the
 * number of the line that is otherwise. Holds each name once.
 */
export async function readTriples(
  lines: Iterable<string> | AsyncIterable<string>,
): Promise<TripleTable> {
  const people = numbering()
  const items = numbering()
  const [rows, columns, values, times] = [growing(), growing(), growing(), growing()]
  let shape: { separator: string; fields: number } | null = null
  let number = 0
  for await (const raw of lines) {
    number++
    const line = raw.trim()
    if (line === '') continue
    const isFirst = shape === null
    shape ??= shapeOf(line, number)
    const fields = split(line, shape.separator)
    const [person = '', item = '', value = '', time = '0'] = fields
    if (isFirst && !isNumber(value)) continue
    if (fields.length !== shape.fields || person === '' || item === '') {
      throw new SyntaxError(`line ${number}: expected ${shape.fields} fields, as in the first line`)
    }
    if (!isNumber(value) || !isNumber(time)) {
      throw new SyntaxError(`line ${number}: "${isNumber(value) ? time : value}" is no number`)
    }
    rows.push(people.of(person))
    columns.push(items.of(item))
    values.push(Number(value))
    if (shape.fields > 3) times.push(Number(time))
  }
  return {
    people: people.names,
    items: items.names,
    rows: Uint32Array.from(rows.taken()),
    columns: Uint32Array.from(columns.taken()),
    values: Float32Array.from(values.taken()),
    times: times.taken().length > 0 ? times.taken().slice() : null,
  }
}

/** The ratings themselves; or, with `atLeast`, an event of weight 1 for each that reaches it. */
export function matrixOf(table: TripleTable, { atLeast }: { atLeast?: number } = {}): Interactions {
  const size = { people: table.people.length, itemCount: table.items.length }
  if (atLeast === undefined) return fromTriples({ ...size, ...table, people: size.people })
  const isTaken = (_: number, at: number) => (table.values[at] ?? 0) >= atLeast
  const rows = table.rows.filter(isTaken)
  const columns = table.columns.filter(isTaken)
  const matrix = fromTriples({
    ...size,
    ...{ rows, columns, values: new Float32Array(rows.length).fill(1) },
  })
  // Whoever rated twice is still one.
  matrix.weights.fill(1)
  return matrix
}

function shapeOf(line: string, number: number): { separator: string; fields: number } {
  const separator = SEPARATORS.find((mark) => line.includes(mark)) ?? ' '
  const fields = split(line, separator).length
  if (fields === 3 || fields === 4) return { separator, fields }
  throw new SyntaxError(
    `line ${number}: expected "person item value [time]", found ${fields} fields`,
  )
}

function split(line: string, separator: string): string[] {
  return separator === ' ' ? line.split(/\s+/) : line.split(separator).map((field) => field.trim())
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text))
}

function numbering() {
  const numbers = new Map<string, number>()
  const names: string[] = []
  const of = (name: string): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    // A slice of a line would keep the whole line in memory.
    const own = Buffer.from(name).toString()
    numbers.set(own, names.length)
    return names.push(own) - 1
  }
  return { names, of }
}

/** Doubles when it is full. */
function growing() {
  let held = new Float64Array(1024)
  let length = 0
  return {
    push: (value: number) => {
      if (length === held.length) {
        const larger = new Float64Array(2 * length)
        larger.set(held)
        held = larger
      }
      held[length++] = value
    },
    taken: () => held.subarray(0, length),
  }
}
