import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/**
 * Every fault case is a test that carries its number in its name; this table holds the few that are
 * not, and why. The cases themselves are listed in docs/fault-cases.md.
 */
const notAutomated: Record<string, string> = {
  F39: 'stock and seats do not exist: nothing that is sold is limited in number',
  F80: 'needs two released versions; migrations only add, the upgrade of 0.1.0’s books is tested',
}
/** Steps of the whole-system simulation that stand for a case, besides tests of their own. */
const simulated = [
  'F05',
  'F06',
  'F07',
  'F33',
  'F34',
  'F37',
  'F40',
  'F42',
  'F47',
  'F48',
  'F58',
  'F77',
]

const ALL = Array.from({ length: 84 }, (_, n) => `F${String(n + 1).padStart(2, '0')}`)

function titles(): string[] {
  return ['src', 'tests'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(test|e2e)\.tsx?$|contract\/[^/]+\.ts$/.test(path))
      .filter((path) => !path.endsWith('fault-cases.test.ts'))
      .flatMap((path) => {
        const text = readFileSync(join(folder, path), 'utf8')
        return [...text.matchAll(/['"`]((?:F\d\d\b)[^'"`\n]*)/g)].map(([, title = '']) => title)
      }),
  )
}

/** `F01, F02: …`, `F60–F62: …`, `F06 and F07: …`. */
function casesIn(title: string): string[] {
  const head = title.split(':')[0] ?? ''
  const numbers = [...head.matchAll(/F(\d\d)(?:\s*[–-]\s*F(\d\d))?/g)]
  return numbers.flatMap(([, from, to]) => {
    const [first, last] = [Number(from), Number(to ?? from)]
    return ALL.slice(first - 1, last)
  })
}

test('every fault case is a named test, or says why it is none', () => {
  const named = new Set(titles().flatMap(casesIn))
  const missing = ALL.filter((name) => !named.has(name) && !(name in notAutomated))
  expect(missing).toEqual([])
  expect(Object.keys(notAutomated).filter((name) => named.has(name))).toEqual([])
  expect(simulated.filter((name) => !named.has(name))).toEqual([])
})

test('the list in the documents names every case and every reason', () => {
  const listed = readFileSync('docs/fault-cases.md', 'utf8')
  for (const name of ALL) expect(listed).toMatch(new RegExp(`^\\| ${name} \\|`, 'm'))
  for (const reason of Object.values(notAutomated)) expect(listed).toContain(reason)
})
