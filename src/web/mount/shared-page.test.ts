import { describe, expect, it } from 'vitest'
import { sharedPage } from './shared-page.ts'

function visit(path: string, init: RequestInit = {}) {
  return sharedPage(new Request(`http://site.test${path}`, init))
}

describe('sharedPage', () => {
  it('keeps of an address only what changes the page, in a fixed order', () => {
    const same = ['/catalog?sort=title&kind=course&utm=1', '/catalog?kind=course&evil=x&sort=title']
    for (const path of same) expect(visit(path)?.path).toBe('/catalog?kind=course&sort=title')
    expect(visit('/?next=//evil.test')).toEqual({ key: 'zh-CN /', path: '/' })
  })

  it('keeps the languages apart', () => {
    const headers = { cookie: 'lang=en' }
    expect(visit('/articles/a', { headers })?.key).not.toBe(visit('/articles/a')?.key)
  })

  it('shares no form, no private page and no choice of language', () => {
    for (const path of ['/login', '/search?q=a', '/library', '/studio', '/?lang=en', '/a.data']) {
      expect([path, visit(path)]).toEqual([path, null])
    }
    expect(visit('/', { method: 'POST' })).toBeNull()
  })
})
