import { compileSweep } from './load-sweep.ts'
import { runSweeps, type SweepJob } from './run-sweeps.ts'
import type { SweepThread } from './sweep-thread.ts'
import type { SymmetricMatrix } from './symmetric-matrix.ts'
import { runThreads } from './threads.ts'

const THREAD = new URL('./sweep-thread.ts', import.meta.url)
/** Below this a thread takes longer to start than the work (rows). */
const ALONE_BELOW = 400

export type InvertOptions = {
  threads?: number
  /** The kernel to use; null means TypeScript. Without it the built one, if there is one. */
  module?: WebAssembly.Module | null
}

/**
 * Replaces a symmetric positive definite matrix, whose lower triangle is read, by its inverse,
 * whole. Time n³/2 multiplications; no memory but the matrix's own. Throws RangeError and leaves
 * the matrix useless when it is singular (or not positive definite) to single precision.
 */
export async function invertSymmetric(
  { n, stride, memory }: SymmetricMatrix,
  { threads = 2, module = compileSweep() }: InvertOptions = {},
): Promise<void> {
  // What an earlier run that was cut off may have left.
  new Int32Array(memory.buffer, 0, 32).fill(0)
  const jobs = Array.from({ length: n < ALONE_BELOW ? 1 : threads }, (_, thread): SweepJob => {
    return { memory, stride, thread, threads: n < ALONE_BELOW ? 1 : threads, module }
  })
  const [alone] = jobs
  const failed =
    jobs.length === 1 && alone && n < ALONE_BELOW
      ? runSweeps(alone)
      : Math.max(...(await runThreads<SweepThread['failed']>(THREAD, jobs)))
  if (failed > 0) throw new RangeError(`the matrix is singular: row ${failed - 1} adds nothing`)
}
