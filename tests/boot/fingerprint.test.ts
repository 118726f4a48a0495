import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { fingerprint } from '../../scripts/fingerprint.mjs'

const root = mkdtempSync(join(tmpdir(), 'wenqu-boot-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

test('the build is stale when a page changes, moves or appears, and not when the rest does', () => {
  mkdirSync(join(root, 'src/web'), { recursive: true })
  mkdirSync(join(root, 'src/ledger'))
  const page = join(root, 'src/web/home.tsx')
  const seen = [fingerprint(root)]
  writeFileSync(page, 'one')
  seen.push(fingerprint(root))
  writeFileSync(page, 'two')
  seen.push(fingerprint(root))
  renameSync(page, join(root, 'src/web/start.tsx'))
  seen.push(fingerprint(root))
  writeFileSync(join(root, 'package-lock.json'), '{}')
  seen.push(fingerprint(root))
  expect(new Set(seen).size).toBe(5)
  writeFileSync(join(root, 'src/ledger/transfer.ts'), 'anything')
  expect(fingerprint(root)).toBe(seen.at(-1))
})
