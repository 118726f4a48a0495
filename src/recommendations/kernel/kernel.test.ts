import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { fromTriples } from '../matrix/interactions.ts'
import { gramMatrix } from './gram-matrix.ts'
import { invertSymmetric } from './invert-symmetric.ts'
import { compileSweep, loadSweep } from './load-sweep.ts'
import { allocateSymmetric, BLOCK, layoutOf, type SymmetricMatrix } from './symmetric-matrix.ts'
import { runThreads } from './threads.ts'

const module = compileSweep()

describe('the inverse of a symmetric matrix', () => {
  it.each([
    ['one row', 1, {}],
    ['less than a block', 100, {}],
    ['blocks and a rest, by two threads', 450, { threads: 2 }],
    ['blocks and a rest, by three threads', 450, { threads: 3 }],
    ['TypeScript, by two threads', 450, { threads: 2, module: null }],
  ])('times the matrix is the identity: %s', async (_, n, options) => {
    const given = positive(n, 7)
    const before = whole(given)
    await invertSymmetric(given, options)
    expect(residual(before, given)).toBeLessThan(2e-5)
  })

  it('is the same whoever computes it', async () => {
    const [plain, one, two] = [positive(450, 3), positive(450, 3), positive(450, 3)]
    await invertSymmetric(plain, { threads: 1, module: null })
    await invertSymmetric(one, { threads: 1 })
    await invertSymmetric(two, { threads: 2 })
    expect(two.data).toEqual(one.data)
    expect(largestDifference(plain.data, one.data)).toBeLessThan(1e-6)
  })

  it.each([
    ['alone', 40, {}],
    ['in threads', 420, { threads: 2 }],
    ['in TypeScript', 40, { module: null }],
  ])('is refused by name of the row where there is none, %s', async (_, n, options) => {
    const given = positive(n, 5)
    const last = n - 1
    for (let j = 0; j < last; j++) set(given, last, j, get(given, Math.max(1, j), Math.min(1, j)))
    set(given, last, 1, get(given, 1, 1))
    set(given, last, last, get(given, 1, 1))
    await expect(invertSymmetric(given, options)).rejects.toThrow(`singular: row ${last} `)
  })

  it('is refused where a number is not one', async () => {
    const given = positive(20, 5)
    set(given, 11, 11, Number.NaN)
    await expect(invertSymmetric(given)).rejects.toThrow('singular: row 11')
  })

  it('is refused for more rows than 32-bit offsets reach', () => {
    expect(() => allocateSymmetric(40_000)).toThrow('does not fit into 4 GiB')
  })
})

describe('the kernel in WebAssembly', () => {
  it('was built', () => {
    expect(module).not.toBeNull()
  })

  it('does in each step what its twin does', () => {
    const sides = [module, null].map((side) => {
      const given = positive(200, 11)
      return { given, sweep: loadSweep(given.memory, side) }
    })
    const at = layoutOf(200)
    const [from, size, end] = [BLOCK, 200 - BLOCK, 200]
    for (const { given, sweep } of sides) {
      new Float32Array(given.memory.buffer, at.diagonal, 200).fill(1)
      expect(sweep.invertBlock(at.matrix, 200, from, size, at.diagonal, at.square, at.block)).toBe(
        0,
      )
      sweep.packPanel(at.matrix, 200, from, size, 0, end, at.panel)
      sweep.scalePanel(at.block, at.panel, at.scaled, size, 0, end)
      sweep.updateRows(at.matrix, 200, from, size, at.block, at.panel, at.scaled, 0, BLOCK)
      sweep.updateRows(at.matrix, 200, from, size, at.block, at.panel, at.scaled, BLOCK, end)
      sweep.mirrorRows(at.matrix, 200, 0, end)
    }
    const [left, right] = sides.map(({ given }) => new Float32Array(given.memory.buffer))
    if (!left || !right) throw new Error('two sides')
    // The block, the panel without what is skipped, what is made of it, and the matrix.
    const parts = { block: [at.block, at.panel], scaled: [at.scaled, at.scaled + from * size * 4] }
    for (const [name, [begin = 0, stop = 0]] of Object.entries({
      ...parts,
      panel: [at.panel, at.panel + from * size * 4],
      matrix: [at.matrix, at.end],
    })) {
      const cut = (side: Float32Array) => side.subarray(begin / 4, stop / 4)
      expect([name, largestDifference(cut(left), cut(right)) < 1e-4]).toEqual([name, true])
      expect([name, cut(left).some((value) => value !== 0)]).toEqual([name, true])
    }
  })
})

describe('a Gram matrix', () => {
  it('holds the products of columns, scaled by person and by item', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), async (seed) => {
        const matrix = events(12, 9, 40, seed)
        const random = seededRandom(seed)
        const personScale = Float32Array.from({ length: 12 }, random)
        const itemScale = Float32Array.from({ length: 9 }, random)
        const gram = await gramMatrix(matrix, personScale, itemScale)
        const dense = Array.from({ length: 12 }, () => new Float64Array(9))
        dense.forEach((row, person) => {
          for (let at = matrix.offsets[person] ?? 0; at < (matrix.offsets[person + 1] ?? 0); at++) {
            const item = matrix.items[at] ?? 0
            row[item] =
              (matrix.weights[at] ?? 0) * (personScale[person] ?? 0) * (itemScale[item] ?? 0)
          }
        })
        for (let i = 0; i < 9; i++) {
          for (let j = 0; j <= i; j++) {
            const sum = dense.reduce((total, row) => total + (row[i] ?? 0) * (row[j] ?? 0), 0)
            expect(get(gram, i, j)).toBeCloseTo(sum, 4)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('is the same by threads as alone, to the last bit', async () => {
    const matrix = events(3_000, 70, 160_000, 1)
    expect(matrix.items.length).toBeGreaterThan(100_000)
    const scales = [new Float32Array(3_000).fill(0.5), new Float32Array(70).fill(2)] as const
    const alone = await gramMatrix(matrix, ...scales, { threads: 1 })
    expect((await gramMatrix(matrix, ...scales, { threads: 3 })).data).toEqual(alone.data)
  })
})

describe('threads', () => {
  it('are all ended when one fails', async () => {
    const failing = new URL(
      `data:text/javascript,${encodeURIComponent(
        `import { workerData } from 'node:worker_threads'
         if (workerData === 1) throw new Error('one is enough')
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`,
      )}`,
    )
    await expect(runThreads(failing, [0, 1, 2])).rejects.toThrow('one is enough')
  })

  it('that answer nothing are an error, not a wait', async () => {
    const silent = new URL('data:text/javascript,process.exit(3)')
    await expect(runThreads(silent, [0])).rejects.toThrow('ended with code 3')
  })
})

function positive(n: number, seed: number): SymmetricMatrix {
  const random = seededRandom(seed)
  const given = allocateSymmetric(n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) set(given, i, j, random() - 0.3)
    set(given, i, i, n * 0.5 + random())
  }
  return given
}

function get({ data, stride }: SymmetricMatrix, i: number, j: number): number {
  return data[i * stride + j] ?? 0
}

function set({ data, stride }: SymmetricMatrix, i: number, j: number, value: number): void {
  data[i * stride + j] = value
}

function whole(given: SymmetricMatrix): number[][] {
  const { n } = given
  const at = (i: number, j: number) => get(given, Math.max(i, j), Math.min(i, j))
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => at(i, j)))
}

/** The largest entry of PG - I. */
function residual(before: number[][], inverse: SymmetricMatrix): number {
  let worst = 0
  before.forEach((row, i) => {
    for (let j = 0; j < row.length; j++) {
      const sum = row.reduce((total, value, k) => total + value * get(inverse, k, j), 0)
      worst = Math.max(worst, Math.abs(sum - (i === j ? 1 : 0)))
    }
  })
  return worst
}

function largestDifference(left: Float32Array, right: Float32Array): number {
  return left.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (right[at] ?? 0))), 0)
}

function events(people: number, itemCount: number, count: number, seed: number) {
  const random = seededRandom(seed)
  const draw = (below: number) => Uint32Array.from({ length: count }, () => random() * below)
  const values = Float32Array.from({ length: count }, () => 1 + Math.floor(random() * 3))
  return fromTriples({ people, itemCount, rows: draw(people), columns: draw(itemCount), values })
}
