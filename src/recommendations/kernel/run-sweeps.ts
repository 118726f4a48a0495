import { loadSweep } from './load-sweep.ts'
import type { Sweep } from './sweep.ts'
import { BLOCK, type Layout, layoutOf } from './symmetric-matrix.ts'

/** One thread's part in inverting one matrix. */
export type SweepJob = {
  memory: WebAssembly.Memory
  stride: number
  /** Which thread this is, of how many. */
  thread: number
  threads: number
  /** Compiled `assembly/sweep.ts`, or null to do it in TypeScript. */
  module: WebAssembly.Module | null
}

const WAITING = 0
const ROUND = 1
const NEXT = 2

/**
 * Sweeps every block with the other threads, which meet three times a block. Blocks its thread
 * while it waits for them. Returns 0, or 1 + the row whose pivot failed, the same in all threads.
 */
export function runSweeps({ memory, stride, thread, threads, module }: SweepJob): number {
  const sweep = loadSweep(memory, module)
  const at = layoutOf(stride)
  const control = new Int32Array(memory.buffer, 0, 16)
  const failed = new Int32Array(memory.buffer, 64, 1)
  const meet = () => meetThreads(control, threads)
  const [start, end] = shareOf(stride, thread, threads)
  if (thread === 0) keepDiagonal(memory.buffer, at, stride)
  meet()
  for (let from = 0; from < stride; from += BLOCK) {
    const size = Math.min(BLOCK, stride - from)
    sweep.packPanel(at.matrix, stride, from, size, start, end, at.panel)
    if (thread === 0) {
      failed[0] = invertBlock(sweep, at, stride, from, size)
      Atomics.store(control, NEXT, 0)
    }
    meet()
    if (failed[0]) return failed[0]
    sweep.scalePanel(at.block, at.panel, at.scaled, size, start, end)
    meet()
    forEachRowBlock(control, stride, (top, bottom) => {
      const { matrix, block, panel, scaled } = at
      sweep.updateRows(matrix, stride, from, size, block, panel, scaled, top, bottom)
    })
    meet()
  }
  // Blocks were handed out to the end: thread 0 begins again when all have met above.
  if (thread === 0) Atomics.store(control, NEXT, 0)
  meet()
  forEachRowBlock(control, stride, (top, bottom) => {
    sweep.mirrorRows(at.matrix, stride, top, bottom)
  })
  return 0
}

function keepDiagonal(buffer: ArrayBufferLike, at: Layout, stride: number): void {
  const matrix = new Float32Array(buffer, at.matrix, stride * stride)
  const diagonal = new Float32Array(buffer, at.diagonal, stride)
  for (let i = 0; i < stride; i++) diagonal[i] = matrix[i * stride + i] ?? 0
}

function invertBlock(sweep: Sweep, at: Layout, stride: number, from: number, size: number) {
  return sweep.invertBlock(at.matrix, stride, from, size, at.diagonal, at.square, at.block)
}

/** Hands out blocks of rows to whoever is free, the long rows at the bottom first. */
function forEachRowBlock(
  control: Int32Array,
  stride: number,
  work: (top: number, bottom: number) => void,
): void {
  const blocks = Math.ceil(stride / BLOCK)
  for (;;) {
    const block = blocks - 1 - Atomics.add(control, NEXT, 1)
    if (block < 0) return
    work(block * BLOCK, Math.min(stride, (block + 1) * BLOCK))
  }
}

/** Contiguous eights of columns. */
function shareOf(stride: number, thread: number, threads: number): [number, number] {
  const groups = stride / 8
  const cut = (part: number) => Math.floor((groups * part) / threads) * 8
  return [cut(thread), cut(thread + 1)]
}

function meetThreads(control: Int32Array, threads: number): void {
  const round = Atomics.load(control, ROUND)
  if (Atomics.add(control, WAITING, 1) === threads - 1) {
    Atomics.store(control, WAITING, 0)
    Atomics.add(control, ROUND, 1)
    Atomics.notify(control, ROUND)
    return
  }
  while (Atomics.load(control, ROUND) === round) Atomics.wait(control, ROUND, round)
}
