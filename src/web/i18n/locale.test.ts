import { describe, expect, it } from 'vitest'
import { chooseLocale, preferredLocale } from './locale.ts'

function visit(path: string, headers: Record<string, string> = {}) {
  return chooseLocale(new Request(`http://site.test${path}`, { headers }))
}

describe('chooseLocale', () => {
  it('takes the address before the cookie and the cookie before the browser', () => {
    const headers = { cookie: 'a=b; lang=en', 'accept-language': 'zh-CN' }
    expect(visit('/?lang=zh-CN', headers)).toBe('zh-CN')
    expect(visit('/', headers)).toBe('en')
    expect(visit('/', { 'accept-language': 'en-GB,en;q=0.9' })).toBe('en')
  })

  it('speaks Chinese when nothing it knows is asked for', () => {
    expect(visit('/')).toBe('zh-CN')
    expect(visit('/?lang=xx', { cookie: 'lang=', 'accept-language': 'fr' })).toBe('zh-CN')
  })
})

describe('preferredLocale', () => {
  it('weighs the languages and never takes one of weight zero', () => {
    expect(preferredLocale('en;q=0.4, zh-TW;q=0.8')).toBe('zh-CN')
    expect(preferredLocale('zh;q=0, en;q=0.1')).toBe('en')
    expect(preferredLocale('fr, de;q=0.9')).toBeNull()
  })
})
