import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { initials, spelled } from './pinyin.ts'
import { isTopic, segment } from './segment.ts'
import { prefixQuery, wordQuery, wordVector } from './words.ts'

const database = await testDatabase()

test('Chinese is cut finely and alike at both ends, English is stemmed', () => {
  expect(segment('人工智能的未来')).toEqual(['人工', '智能', '人工智能', '未来'])
  expect(segment('Writing Tests，写测试')).toEqual(['write', 'test', '写', '测试'])
  expect(segment('的')).toEqual(['的'])
  expect(segment('！？ …')).toEqual([])
})

test('pinyin and initials of a phrase', () => {
  expect([spelled('知识付费 2.0'), initials('知识付费')]).toEqual(['zhishifufei20', 'zsff'])
})

describe('what PostgreSQL reads', () => {
  test('finds any text by any of its words, whatever they hold', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.constantFrom("O'Brien's \\ 'x':1A", 'a & b | !c:*', '知识<->付费', '\\', "''", '((('),
    )
    await fc.assert(
      fc.asyncProperty(text, async (written) => {
        const words = segment(written)
        const query = wordQuery(written)
        const vector = wordVector([['A', written]])
        if (query === null) {
          expect(vector).toBe('')
          return
        }
        const prefix = prefixQuery(words)
        const [row] = await database.db.execute<{ all: boolean; prefix: boolean }>(
          sql`select ${vector}::tsvector @@ ${query}::tsquery as all,
            ${vector}::tsvector @@ ${prefix}::tsquery as prefix`,
        )
        expect(row).toEqual({ all: true, prefix: true })
      }),
      { numRuns: 100 },
    )
  })

  test('finds every stretch of a text, wherever the dictionary would cut it', async () => {
    const written = '付费部分谈复购率，研究生命起源的科学家在长江大桥上乒乓球拍卖完了'
    const [run = ''] = written.match(/研.*/) ?? []
    const vector = wordVector([['D', written]])
    const stretch = fc.tuple(fc.nat(run.length - 2), fc.integer({ min: 2, max: 6 }))
    await fc.assert(
      fc.asyncProperty(stretch, async ([at, length]) => {
        const query = wordQuery(run.slice(at, at + length))
        const [row] = await database.db.execute<{ found: boolean }>(
          sql`select ${vector}::tsvector @@ ${query}::tsquery as found`,
        )
        expect(row?.found).toBe(true)
      }),
    )
  })

  test('accepts a text of any length', async () => {
    const long = Array.from({ length: 60_000 }, (_, n) => `word${n}`).join(' ')
    const vector = wordVector([['D', `${long} ${'同 '.repeat(2000)}`]])
    const [row] = await database.db.execute<{ size: number }>(
      sql`select length(${vector}::tsvector)::int as size`,
    )
    expect(row?.size).toBeGreaterThan(30_000)
  })
})

test('nouns and foreign words say what a text is about; other words do not', () => {
  for (const word of ['榫卯', '数据库', '函数', '编程', '卡片', 'order']) {
    expect(isTopic(word), word).toBe(true)
  }
  for (const word of ['怎么', '之前', '三个', '一切', '做', '发出', '时候', '问题']) {
    expect(isTopic(word), word).toBe(false)
  }
})
