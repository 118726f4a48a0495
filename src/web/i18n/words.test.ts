import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from './en/index.ts'
import { refusalText } from './refusal-text.ts'
import { fill, findWords, translator } from './words.ts'
import { zh } from './zh/index.ts'

function keysOf(dictionary: Record<string, Record<string, string>>): string[] {
  return Object.entries(dictionary).flatMap(([area, words]) =>
    Object.keys(words).map((key) => `${area}.${key}`),
  )
}

function slotsOf(text: string): string[] {
  return [...text.matchAll(/\{(\w+)/g)].map((match) => match[1] ?? '').sort()
}

describe('the dictionaries', () => {
  it('have the same keys in both languages', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(zh).sort())
  })

  it('fill the same slots in both languages', () => {
    for (const key of keysOf(zh)) {
      const chinese = findWords('zh-CN', key) ?? ''
      expect([key, slotsOf(findWords('en', key) ?? '')]).toEqual([key, slotsOf(chinese)])
    }
  })

  it('leave no word empty and no Chinese in English', () => {
    for (const key of keysOf(en)) {
      expect(findWords('zh-CN', key), key).toMatch(/\S/)
      expect(findWords('en', key), key).toMatch(/^[^\u4e00-\u9fff]+$/)
    }
  })

  it('have words for every refusal that a person can meet', () => {
    const nobodySees = /^(boot|seed|postgres|sandbox|mail\.bad_header)/
    const codes = refusalCodes(join(import.meta.dirname, '../..'))
    expect(codes.length).toBeGreaterThan(50)
    const wordless = codes.filter((code) => !findWords('zh-CN', `errors.${code}`))
    expect(wordless.filter((code) => !nobodySees.test(code))).toEqual([])
  })
})

/** Every code that the source refuses with: `invalid('item.bad_time', …)` and the like. */
function refusalCodes(folder: string): string[] {
  const kinds = 'invalid|unauthenticated|forbidden|notFound|conflict|gone|limited|unavailable'
  const call = new RegExp(String.raw`\b(?:${kinds})\(\s*'([a-z]+\.[a-z_]+)'`, 'g')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  const codes = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(call)].map((match) => match[1] ?? ''),
  )
  return [...new Set(codes)].sort()
}

describe('fill', () => {
  it('puts values into their slots and leaves a slot without value as it is', () => {
    expect(fill('{a} 与 {b}', { a: '甲' })).toBe('甲 与 {b}')
  })

  it('chooses the singular for one and the plural for all else', () => {
    const text = '{count|# lesson|# lessons}'
    expect([0, 1, 2].map((count) => fill(text, { count }))).toEqual([
      '0 lessons',
      '1 lesson',
      '2 lessons',
    ])
  })
})

describe('translator', () => {
  it('speaks both languages', () => {
    expect(translator('zh-CN')('catalog.lessons', { count: 12 })).toBe('12 讲')
    expect(translator('en')('catalog.lessons', { count: 1 })).toBe('1 lesson')
  })
})

describe('refusalText', () => {
  it('names what is missing before something can be published', () => {
    const details = { missing: ['text', 'recordings'] }
    const refusal = { kind: 'invalid', code: 'item.not_ready', details } as const
    expect(refusalText('zh-CN', refusal)).toBe('还不能发表，缺少：正文、音视频文件。')
    expect(refusalText('en', refusal)).toContain('the text, the recordings')
  })

  it('falls back to the kind, so that nobody reads a code', () => {
    const refusal = { kind: 'conflict', code: 'unknown.code', details: {} } as const
    expect(refusalText('en', refusal)).toBe('Things have changed. Please reload and try again.')
  })
})
