import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprint } from './fingerprint.mjs'

const SOURCE = 'src/recommendations/kernel/assembly'
const COMPILER = 'node_modules/assemblyscript'
/** One memory of at most 4 GiB, which the caller brings and threads share. */
const OPTIONS = [
  ...['-O3', '--converge', '--runtime', 'stub', '--enable', 'simd,threads'],
  ...['--importMemory', '--noExportMemory', '--sharedMemory'],
  ...['--initialMemory', '1', '--maximumMemory', '65536'],
]

/**
 * Compiles the linear algebra of the recommendations by `compile(script, args)`, unless what is
 * built is of this source and this compiler.
 */
export async function buildKernel(root, compile) {
  const folder = join(root, 'build', 'kernel')
  const stamp = join(folder, '.stamp')
  const now = fingerprint(root, [SOURCE, `${COMPILER}/package.json`, 'scripts/kernel.mjs'])
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  rmSync(stamp, { force: true })
  mkdirSync(folder, { recursive: true })
  const script = join(root, COMPILER, 'bin', 'asc.js')
  await compile(script, [`${SOURCE}/sweep.ts`, '-o', 'build/kernel/sweep.wasm', ...OPTIONS])
  writeFileSync(stamp, now)
}
