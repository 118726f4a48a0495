import { resolve } from 'node:path'
import type { PageBuild } from './mount-pages.ts'
import type { PageCache } from './page-cache.ts'

/**
 * The pages as `react-router build` left them. React reads NODE_ENV when it is first loaded, so
 * nothing that needs React is imported before this: its slow development half is of no use to a
 * built page, wherever the site runs, and one half of each kind cannot work together.
 */
export async function loadPages() {
  process.env.NODE_ENV = 'production'
  const { mountPages } = await import('./mount-pages.ts')
  const file = resolve(import.meta.dirname, '../../../build/server/index.js')
  const build: PageBuild = await import(file)
  return { build, mountPages: (cache: PageCache | null) => mountPages(build, cache) }
}
