import type { ModelKind, Trained } from '../models/model.ts'

/**
 * All that serving needs of one training: the models by kind, and which items their numbers mean.
 * `chosen` is what held-out data preferred; the others fill in where it knows nothing.
 */
export type Bundle = {
  chosen: ModelKind
  itemIds: string[]
  trained: Partial<Record<ModelKind, Trained>>
}

type ArrayName = 'Float32Array' | 'Uint32Array' | 'Uint16Array'
type Header = {
  chosen: ModelKind
  itemIds: string[]
  models: {
    kind: ModelKind
    itemCount: number
    parameters: Trained['parameters']
    arrays: { name: string; type: ArrayName; length: number }[]
  }[]
}

const arrayTypes = { Float32Array, Uint32Array, Uint16Array }
/** Arrays begin on multiples of this, so that they are views and not copies when read. */
const ALIGNMENT = 8

/** One run of bytes: the length of a JSON header, the header, then the arrays, little-endian. */
export function packBundle({ chosen, itemIds, trained }: Bundle): Uint8Array {
  const models = Object.values(trained)
  const header: Header = {
    chosen,
    itemIds,
    models: models.map(({ kind, itemCount, parameters, arrays }) => ({
      kind,
      itemCount,
      parameters,
      arrays: Object.entries(arrays).map(([name, array]) => ({
        name,
        type: array.constructor.name as ArrayName,
        length: array.length,
      })),
    })),
  }
  const head = new TextEncoder().encode(JSON.stringify(header))
  const all = models.flatMap(({ arrays }) => Object.values(arrays))
  const start = aligned(4 + head.length)
  const size = all.reduce((sum, { byteLength }) => sum + aligned(byteLength), start)
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, head.length, true)
  bytes.set(head, 4)
  let at = start
  for (const { buffer, byteOffset, byteLength } of all) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at)
    at += aligned(byteLength)
  }
  return bytes
}

/** The same bundle again, its arrays being views of `bytes`. */
export function unpackBundle(bytes: Uint8Array): Bundle {
  // A view must begin on a multiple of its element's size within its buffer.
  const whole = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice()
  const length = new DataView(whole.buffer, whole.byteOffset).getUint32(0, true)
  const header: Header = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)))
  let at = whole.byteOffset + aligned(4 + length)
  const trained: Bundle['trained'] = {}
  for (const { kind, itemCount, parameters, arrays: described } of header.models) {
    const arrays: Trained['arrays'] = {}
    for (const { name, type, length } of described) {
      const array = new arrayTypes[type](whole.buffer as ArrayBuffer, at, length)
      arrays[name] = array
      at += aligned(array.byteLength)
    }
    trained[kind] = { kind, itemCount, parameters, arrays }
  }
  return { chosen: header.chosen, itemIds: header.itemIds, trained }
}

function aligned(size: number): number {
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT
}
