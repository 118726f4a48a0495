import { redirect } from 'react-router'

/**
 * Where a person wanted to go before logging in: a path of this site, else `/`. Refuses every
 * spelling that a browser reads as another host (`//evil`, `/\evil`, control characters).
 */
export function safeNext(text: string | null | undefined): string {
  if (!text || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return '/'
  const url = new URL(text, 'http://site.invalid')
  // Dots that lead upwards can leave two slashes in front: `/..//evil`.
  const isHere = url.host === 'site.invalid' && !url.pathname.startsWith('//')
  return isHere ? url.pathname + url.search + url.hash : '/'
}

/** To a page after a form, so that a reload sends nothing twice (RFC 9110 §15.4.4). */
export function go(to: string, setCookie: readonly string[] = []): Response {
  const headers = new Headers()
  for (const cookie of setCookie) headers.append('Set-Cookie', cookie)
  return redirect(to, { status: 303, headers })
}

/** The text fields of a posted form; a missing field is an empty text. */
export async function readForm(request: Request): Promise<(name: string) => string> {
  const form = await request.formData()
  return (name) => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
}
