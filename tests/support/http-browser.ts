/** Answers a request as if it came from this address. */
export type Fetch = (request: Request, ipAddress: string) => Promise<Response>
export type Fields = Record<string, string>
export type Ask = {
  method?: string
  headers?: Record<string, string>
  body?: BodyInit | null
}
export type HttpBrowser = ReturnType<typeof httpBrowser>

export const ORIGIN = 'http://localhost:3000'
const tokenInHtml = /name="csrf" value="([^"]+)"/

/** What a browser is to a server: a jar of cookies, an origin, forms with their page's token. */
export function httpBrowser(fetch: Fetch, ipAddress: string, origin = ORIGIN) {
  const jar = new Map<string, string>()

  async function ask(path: string, { method = 'GET', headers, body }: Ask = {}): Promise<Response> {
    const all = new Headers(headers)
    if (jar.size > 0 && !all.has('cookie')) all.set('Cookie', cookies())
    if (method !== 'GET' && method !== 'HEAD' && !all.has('origin')) all.set('Origin', origin)
    for (const [name, value] of [...all]) if (value === NONE) all.delete(name)
    const init = { method, headers: all, ...(body == null ? {} : { body, duplex: 'half' }) }
    const response = await fetch(new Request(new URL(path, origin), init as RequestInit), ipAddress)
    keep(response.headers.getSetCookie())
    return response
  }

  function keep(setCookie: readonly string[]): void {
    for (const line of setCookie) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      const over = attributes.some((one) => /^\s*max-age=0\s*$/i.test(one))
      if (over) jar.delete(name.trim())
      else jar.set(name.trim(), value.join('='))
    }
  }

  function cookies(): string {
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** The token that stands in the forms of a page. */
  async function csrf(page: string): Promise<string> {
    const token = tokenInHtml.exec(await (await ask(page)).text())?.[1]
    if (!token) throw new Error(`no form with a token on ${page}`)
    return token
  }

  /** Opens a page, fills in its form and sends it, there or to the form's own address. */
  async function submit(page: string, fields: Fields, to = page): Promise<Response> {
    return post(to, { csrf: await csrf(page), ...fields })
  }

  function post(path: string, fields: Fields, headers: Fields = {}): Promise<Response> {
    return ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams(fields).toString(),
    })
  }

  function json(path: string, body: unknown, headers: Fields = {}): Promise<Response> {
    return ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }

  return { ask, post, json, submit, csrf, keep, cookies, jar }
}

/** A header value that stands for: leave this header out. */
export const NONE = 'none-at-all'
