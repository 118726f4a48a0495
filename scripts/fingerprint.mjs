import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = [
  'src/web',
  'src/kernel',
  'scripts/precompress.mjs',
  'vite.config.ts',
  'react-router.config.ts',
  'package-lock.json',
]

/** One hash of everything that the built pages, or whatever else, are made from. */
export function fingerprint(root, sources = SOURCES) {
  const hash = createHash('sha256')
  for (const source of sources) add(hash, join(root, source), source)
  return hash.digest('hex')
}

function add(hash, path, name) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) {
    hash.update(`${name}\0`).update(readFileSync(path))
    return
  }
  for (const entry of readdirSync(path).sort()) add(hash, join(path, entry), `${name}/${entry}`)
}
