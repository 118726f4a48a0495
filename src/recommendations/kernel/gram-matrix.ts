import { type Interactions, transpose } from '../matrix/interactions.ts'
import { type GramJob, gramRows } from './gram-rows.ts'
import type { GramDone } from './gram-thread.ts'
import { allocateSymmetric, type SymmetricMatrix } from './symmetric-matrix.ts'
import { runThreads } from './threads.ts'

const THREAD = new URL('./gram-thread.ts', import.meta.url)
/** Below this a thread takes longer to start than the work (interactions). */
const ALONE_BELOW = 100_000

/**
 * XᵀX of the scaled interactions, x_ui = weight_ui · personScale_u · itemScale_i: the lower
 * triangle of items × items. Time Σ n_u² / 2 additions; beside the result and the interactions a second copy
 * of these by item, and with threads one that they share.
 */
export async function gramMatrix(
  matrix: Interactions,
  personScale: Float32Array,
  itemScale: Float32Array,
  { threads = 2 }: { threads?: number } = {},
): Promise<SymmetricMatrix> {
  const result = allocateSymmetric(matrix.itemCount)
  const { data, stride } = result
  const next = new Int32Array(new SharedArrayBuffer(4))
  const byItem = transpose(matrix)
  const job: GramJob = { matrix, byItem, personScale, itemScale, data, stride, next }
  if (threads < 2 || matrix.items.length < ALONE_BELOW) gramRows(job)
  else {
    const shared: GramJob = {
      ...job,
      matrix: share(matrix),
      byItem: share(byItem),
      personScale: shareFloats(personScale),
    }
    await runThreads<GramDone>(THREAD, Array<GramJob>(threads).fill(shared))
  }
  return result
}

/** A copy that threads read without copying it again. */
function share(matrix: Interactions): Interactions {
  return {
    ...matrix,
    offsets: shareWhole(matrix.offsets),
    items: shareWhole(matrix.items),
    weights: shareFloats(matrix.weights),
  }
}

function shareWhole(given: Uint32Array): Uint32Array {
  if (given.buffer instanceof SharedArrayBuffer) return given
  const shared = new Uint32Array(new SharedArrayBuffer(given.length * 4))
  shared.set(given)
  return shared
}

function shareFloats(given: Float32Array): Float32Array {
  if (given.buffer instanceof SharedArrayBuffer) return given
  const shared = new Float32Array(new SharedArrayBuffer(given.length * 4))
  shared.set(given)
  return shared
}
