import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildKernel } from '../../scripts/kernel.mjs'

const root = mkdtempSync(join(tmpdir(), 'wenqu-kernel-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the kernel is compiled again when its source or compiler changes, only then', async () => {
  const source = join(root, 'src/recommendations/kernel/assembly')
  const compiler = join(root, 'node_modules/assemblyscript')
  for (const folder of [source, compiler]) mkdirSync(folder, { recursive: true })
  let compiled = 0
  const build = () =>
    buildKernel(root, async () => {
      compiled++
    })
  const compiledAfter = async (path: string) => {
    writeFileSync(path, String(compiled))
    await build()
    await build()
    return compiled
  }
  expect(await compiledAfter(join(source, 'sweep.ts'))).toBe(1)
  expect(await compiledAfter(join(root, 'src/recommendations/other.ts'))).toBe(1)
  expect(await compiledAfter(join(source, 'sweep.ts'))).toBe(2)
  expect(await compiledAfter(join(compiler, 'package.json'))).toBe(3)
})

test('a compilation that fails is tried again', async () => {
  rmSync(join(root, 'build'), { recursive: true, force: true })
  const fails = () => Promise.reject(new Error('no compiler'))
  await expect(buildKernel(root, fails)).rejects.toThrow('no compiler')
  let compiled = false
  await buildKernel(root, async () => {
    compiled = true
  })
  expect(compiled).toBe(true)
})
