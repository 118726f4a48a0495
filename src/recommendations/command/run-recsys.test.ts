import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { seededRandom } from '#kernel/random.ts'
import { runRecsys } from './run-recsys.ts'

const folder = await mkdtemp(join(tmpdir(), 'recsys-'))
afterAll(() => rm(folder, { recursive: true }))
const file = join(folder, 'ratings.tsv')
const random = seededRandom(5)
const lines: string[] = []
for (let person = 0; person < 120; person++) {
  for (let n = 0; n < 10; n++) {
    const item = (person % 3) + 3 * Math.floor(random() * 12)
    lines.push([`p${person}`, `i${item}`, 5, 1_000_000 + Math.floor(random() * 1e6)].join('\t'))
  }
  lines.push([`p${person}`, 'disliked', 1, 1_500_000].join('\t'))
}
await writeFile(file, lines.join('\n'))

const noSite = async () => {
  throw new Error('a file needs no site')
}

async function said(...args: string[]): Promise<string> {
  const told: string[] = []
  await runRecsys(args, noSite, (text) => told.push(text))
  return told.join('\n')
}

test('evaluates every kind of model on a file, counting no value below the threshold', async () => {
  const table = await said('evaluate', '--file', file, '--at-least', '4', '--seconds', '0')
  expect(table).toContain('120 people, 37 items')
  for (const kind of ['popularity', 'item-cf', 'user-cf', 'ease']) expect(table).toContain(kind)
  expect(table).toMatch(/chosen: (item-cf|user-cf|ease) \(best\)/)
})

test('explains a person’s list by what they had, out of their own field', async () => {
  const args = ['explain', '--file', file, '--at-least', '4', '--person', 'p4', '--count', '2']
  const text = await said(...args)
  const items = [...text.matchAll(/i(\d+)/g)].map(([, item]) => Number(item))
  expect(items.length).toBeGreaterThan(2)
  expect(items.every((item) => item % 3 === 1)).toBe(true)
})

test('says what it does not understand, and which line of a file it cannot read', async () => {
  for (const args of [[], ['dance'], ['train', '--file', file, '--model', 'magic']]) {
    await expect(said(...args)).rejects.toMatchObject({ code: 'recsys.usage' })
  }
  const broken = join(folder, 'broken.tsv')
  await writeFile(broken, 'a\tb\t1\na\tb\n')
  await expect(said('evaluate', '--file', broken)).rejects.toThrow(/line 2/)
  const nobody = said('explain', '--file', file, '--person', 'nobody')
  await expect(nobody).rejects.toMatchObject({ code: 'recsys.no_person' })
})
