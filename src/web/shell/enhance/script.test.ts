import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { enhanceScriptHash } from './hash.ts'
import { enhanceScript } from './script.ts'

/** What PERFORMANCE.md allows a reading page to ship. */
const MOST_BYTES = 3 * 1024

describe('the script of reading pages', () => {
  it('is what the content security policy names', () => {
    const digest = createHash('sha256').update(enhanceScript(), 'utf8').digest('base64')
    expect(enhanceScriptHash).toBe(`'sha256-${digest}'`)
  })

  it('is small', () => {
    expect(gzipSync(enhanceScript()).byteLength).toBeLessThan(MOST_BYTES)
  })

  it('is JavaScript that cannot end its own element', () => {
    expect(() => new Function(enhanceScript())).not.toThrow()
    expect(enhanceScript()).not.toMatch(/<\/script|<!--/i)
  })

  it('holds no text over several lines, which taking the indentation away would change', () => {
    expect(enhanceScript()).not.toMatch(/`[^`]*\n[^`]*`/)
  })
})
