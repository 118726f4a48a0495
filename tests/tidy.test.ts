import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { rules, type SourceFile } from './support/tidy-rules.ts'

const root = resolve(import.meta.dirname, '..')
const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
const files = listed
  .toString()
  .split('\n')
  .filter((path) => /^(src|simulators|bench|tests|db\/seed)\/.*\.tsx?$/.test(path))
  .map((path): SourceFile => ({ path, text: readFileSync(resolve(root, path), 'utf8') }))

const filler = (count: number, line: string) => Array.from({ length: count }, () => line).join('\n')

/** For each rule a file, or several, that breaks it and nothing like it. */
const planted: Record<keyof typeof rules, SourceFile[]> = {
  'a module imports only from its left': [
    { path: 'src/catalog/a.ts', text: "import { placeOrder } from '#commerce'" },
  ],
  'another domain is entered by its door or its tables': [
    { path: 'src/commerce/a.ts', text: "import { x } from '#library/reading/open-item.ts'" },
  ],
  'no relative path leaves its area': [
    { path: 'src/commerce/orders/a.ts', text: "import { x } from '../../library/index.ts'" },
  ],
  'a domain knows no page and no HTTP framework': [
    { path: 'src/commerce/a.ts', text: "import { Hono } from 'hono'" },
  ],
  'a surface holds no SQL': [{ path: 'src/web/a.ts', text: "import { eq } from 'drizzle-orm'" }],
  'only the owner writes to a table': [
    {
      path: 'src/commerce/a.ts',
      text: "import { items } from '#catalog/tables.ts'\nctx.db.update(items).set({})",
    },
  ],
  'index.ts only re-exports': [{ path: 'src/commerce/index.ts', text: 'export const x = 1' }],
  'a verb file exports its own name': [
    { path: 'src/commerce/orders/place-order.ts', text: 'export function orderPlacing() {}' },
  ],
  'files are named in kebab-case and say what they hold': [
    { path: 'src/commerce/order-helpers.ts', text: '' },
    { path: 'src/commerce/placeOrder.ts', text: '' },
  ],
  'a file is short': [{ path: 'src/a/b.ts', text: filler(301, '//') }],
  'a line is short': [{ path: 'src/a/b.ts', text: `const x = ${'1 + '.repeat(30)}1` }],
  'a function is short': [
    { path: 'src/a/b.ts', text: `export function long() {\n${filler(70, '  x()')}\n}` },
  ],
  'a folder holds at most twelve files': Array.from({ length: 13 }, (_, n) => ({
    path: `src/commerce/many/f${n}.ts`,
    text: '',
  })),
  'no file is dead': [{ path: 'src/commerce/forgotten.ts', text: 'export const x = 1' }],
  'time and chance come from outside a domain': [
    { path: 'src/commerce/a.ts', text: 'const luck = Math.random()' },
  ],
  'money never becomes a number': [
    { path: 'src/commerce/a.ts', text: 'const x = Number(row.amountMinor)' },
  ],
  'only the library mints a pass': [{ path: 'src/commerce/a.ts', text: 'const pass = {} as Pass' }],
}

describe.each(Object.keys(rules))('%s', (name) => {
  const rule = rules[name] ?? (() => [])

  test('holds for every file', () => {
    expect(rule(files)).toEqual([])
  })

  test('is broken by a planted violation', () => {
    for (const file of planted[name] ?? []) {
      const set = name === 'a folder holds at most twelve files' ? planted[name] : [file]
      expect(rule(set ?? [])).not.toEqual([])
    }
    expect(planted[name]?.length).toBeGreaterThan(0)
  })
})

test('the tree is really read', () => {
  expect(files.length).toBeGreaterThan(50)
})

test('ARCHITECTURE.md points only to what is there', () => {
  const map = readFileSync(resolve(root, 'ARCHITECTURE.md'), 'utf8')
  const named = map.matchAll(/`((?:src|tests|db|bench|simulators|scripts|docs)\/[\w./-]+)`/g)
  const paths = [...named].map(([, path]) => path ?? '')
  expect(paths.length).toBeGreaterThan(20)
  expect(paths.filter((path) => !existsSync(resolve(root, path)))).toEqual([])
})
