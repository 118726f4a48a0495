import type { Hono } from 'hono'
import { inspectRoutes } from 'hono/dev'
import { describe, expect, test } from 'vitest'
import type { Env } from '#api'
import { plantCanaries } from '#tests/canaries.ts'
import { roles, type Who } from '#tests/cast.ts'
import type { HttpBrowser } from '#tests/http-browser.ts'
import { openSite } from '#tests/site.ts'
import type { Call, Policy } from './policy.ts'
import { policies } from './route-policies.ts'

const site = await openSite()
const planted = await plantCanaries(site)
const world = { site, planted }

type Build = { routes: Record<string, PageRoute | undefined> }
type PageRoute = {
  id: string
  parentId?: string
  path?: string
  index?: boolean
  module: { default?: unknown; loader?: unknown; action?: unknown }
}

/** Every route that answers: the machines' as Hono knows them, the people's as the router does. */
function routesOf(app: Hono<Env>, build: Build): string[] {
  const machines = inspectRoutes(app).flatMap(({ method, path, isMiddleware }) => {
    if (path === '/*' && (isMiddleware || method === 'ALL')) return []
    return [`${isMiddleware ? 'USE' : method} ${path}`]
  })
  const pages = Object.values(build.routes).flatMap((route) =>
    route ? methodsOf(build, route) : [],
  )
  return [...new Set([...machines, ...pages])]
}

function methodsOf(build: Build, route: PageRoute): string[] {
  const { default: shown, loader, action } = route.module
  const isLayout = Object.values(build.routes).some((other) => other?.parentId === route.id)
  if (isLayout && !action) return []
  const path = pathOf(build, route)
  return [...(shown || loader ? [`GET ${path}`] : []), ...(action ? [`POST ${path}`] : [])]
}

function pathOf(build: Build, route: PageRoute): string {
  const parent = route.parentId ? build.routes[route.parentId] : undefined
  const above = parent ? pathOf(build, parent).replace(/\/$/, '') : ''
  return route.path ? `${above}/${route.path}` : above || '/'
}

function undeclared(app: Hono<Env>, build: Build): string[] {
  return routesOf(app, build).filter((route) => !Object.hasOwn(policies, route))
}

describe('the table of routes', () => {
  test('declares every route there is, and no other', () => {
    expect(undeclared(site.app, site.build as Build)).toEqual([])
    const real = routesOf(site.app, site.build as Build)
    expect(Object.keys(policies).filter((route) => !real.includes(route))).toEqual([])
    expect(real.length).toBeGreaterThan(20)
  })

  test('finds a planted machine call and a planted page that it does not declare', () => {
    const { app } = site.secondProcess()
    app.post('/api/mark-paid', (c) => c.text('paid'))
    app.use('/internal/*', async (_c, next) => next())
    const routes = {
      ...site.build.routes,
      planted: {
        id: 'planted',
        parentId: 'root',
        path: 'studio/secret',
        module: { action: () => null },
      },
    }
    expect(undeclared(app, { routes } as Build)).toEqual([
      'POST /api/mark-paid',
      'USE /internal/*',
      'POST /studio/secret',
    ])
  })
})

type Outcome = 'allowed' | 'to log-in' | 'refused' | `unexpected ${number}`

const tokens = new Map<HttpBrowser, string>()

/** The token of a page with a form: the log-in page, or where that leads who is logged in. */
async function tokenOf(browser: HttpBrowser): Promise<string> {
  const isIn = (await browser.ask('/login')).status !== 200
  const known = tokens.get(browser) ?? (await browser.csrf(isIn ? '/account' : '/login'))
  tokens.set(browser, known)
  return known
}

async function send(browser: HttpBrowser, route: string, call: Call, who: Who): Promise<Response> {
  const [method = 'GET'] = route.split(' ')
  const { path, form, json, bytes, bearer } = call
  if (bearer) {
    const machine = site.browser()
    const headers = who === 'visitor' ? {} : await site.bearer(browser)
    return machine.json(path, json, headers)
  }
  if (form) return browser.post(path, { csrf: await tokenOf(browser), ...form })
  if (json === undefined && !bytes)
    return browser.ask(path, { method: method.replace('USE', 'GET') })
  const headers = { 'X-CSRF-Token': await tokenOf(browser) }
  if (json !== undefined) return browser.json(path, json, headers)
  return browser.ask(path, { method: 'POST', headers, body: bytes as BodyInit })
}

function outcomeOf({ status, headers }: Response, { status: passed }: Policy): Outcome {
  const location = headers.get('location') ?? ''
  if (status === passed) return 'allowed'
  if (status === 401 || /^\/login(\?|$)/.test(location)) return 'to log-in'
  if (status === 403 || status === 404) return 'refused'
  return status < 400 ? 'allowed' : `unexpected ${status}`
}

function declared({ may, blunt }: Policy, who: Who): Outcome {
  const isNobody = who === 'visitor' || who === 'suspended'
  if (may.includes(who)) return 'allowed'
  return isNobody && !blunt ? 'to log-in' : 'refused'
}

/** After these a browser holds other cookies, so a copy of it sends them. */
const changing = ['POST /login', 'POST /register', 'POST /logout']

async function browserFor(route: string, who: Who): Promise<HttpBrowser> {
  const isIn = who !== 'visitor' && who !== 'suspended'
  if (route === 'POST /logout' && isIn) return site.logIn(await site.person(who))
  const browser = await site.opens(who)
  if (!changing.includes(route)) return browser
  const copy = site.browser()
  for (const [name, value] of browser.jar) copy.jar.set(name, value)
  return copy
}

describe('every route answers every role as the table declares', () => {
  test.each(Object.entries(policies))('%s', async (route, policy) => {
    const [got, want]: Record<string, Outcome>[] = [{}, {}]
    for (const who of roles) {
      const browser = await browserFor(route, who)
      const response = await send(browser, route, await policy.call(world), who)
      await response.body?.cancel()
      Object.assign(got ?? {}, { [who]: outcomeOf(response, policy) })
      Object.assign(want ?? {}, { [who]: declared(policy, who) })
    }
    expect(got).toEqual(want)
  })
})

test('a page without a form takes none, whoever sends it', async () => {
  const silent = routesOf(site.app, site.build as Build).filter(
    (route) => route.startsWith('GET /') && !policies[route.replace('GET', 'POST')],
  )
  const owner = await site.opens('owner')
  for (const route of silent) {
    const { path } = await (policies[route] as Policy).call(world)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const headers = { 'X-CSRF-Token': await tokenOf(owner) }
      const { status } = await owner.ask(path, { method, headers, body: 'a=b' })
      expect([method, path, [403, 404, 405].includes(status) || status]).toEqual([
        method,
        path,
        true,
      ])
    }
  }
})

test('the data of a page is guarded as the page is', async () => {
  for (const [route, policy] of Object.entries(policies)) {
    if (!/^GET \/(?!media|api|\w+z$|.*\.)/.test(route) || route === 'GET /*') continue
    for (const who of ['visitor', 'learner', 'creator'] as const) {
      const { path } = await policy.call(world)
      const [pathname = '', query] = path.split('?')
      const data = `${pathname === '/' ? '/_' : pathname}.data${query ? `?${query}` : ''}`
      const response = await (await site.opens(who)).ask(data)
      const text = await response.text()
      const isAway = response.status === 202 && text.includes('/login?')
      const outcome = isAway ? 'to log-in' : outcomeOf(response, policy)
      expect([data, who, outcome]).toEqual([data, who, declared(policy, who)])
    }
  }
})
