import { randomBytes } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { StatusCode } from 'hono/utils/http-status'
import { createRequestHandler, RouterContextProvider, type ServerBuild } from 'react-router'
import { type ApiContext, type Env, forgeryToken, pagePolicy, tasteCookie } from '#api'
import type { AppError } from '#kernel/errors.ts'
import { deviceOf } from '#payments'
import { isPrivate } from '#platform/config/config.ts'
import { getSettings } from '#platform/settings/settings.ts'
import { chooseLocale } from '../i18n/locale.ts'
import { withRefusals } from '../shell/refusals.ts'
import { nonceHeader, type Visit, visitContext } from '../shell/visit.ts'
import type { PageCache } from './page-cache.ts'
import { SHARED_BY_ALL, sharePages } from './share-pages.ts'
import { type SharedPage, sharedPage } from './shared-page.ts'

export type PageBuild = ServerBuild & { entry: { module: { enhanceScriptHash: string } } }
/** The built pages, or in development whatever the source makes of them just now. */
export type PageSource = PageBuild | (() => Promise<PageBuild>)

/**
 * Answers a person. `sharing` stands before every other guard, because a page that is kept for all
 * visitors needs none of them; `answer` renders what is not kept.
 */
export function mountPages(source: PageSource, cache: PageCache | null) {
  const handle =
    typeof source === 'function'
      ? createRequestHandler(async () => withRefusals(await source()), 'development')
      : createRequestHandler(withRefusals(source), 'production')

  function answer(c: ApiContext, refusal?: AppError): Promise<Response> {
    const shared = refusal || !cache || c.var.identity.person ? null : sharedPage(c.req.raw)
    return render(c, shared, refusal ?? null)
  }

  async function render(
    c: ApiContext,
    shared: SharedPage | null,
    refusal: AppError | null,
  ): Promise<Response> {
    const visit = { ...(await visitFor(c, shared !== null)), refusal }
    const context = new RouterContextProvider()
    context.set(visitContext, visit)
    // A page that is kept for others is rendered for a GET, whatever this client asked.
    const path = refusal ? '/refused' : shared?.path
    const request = path ? getOf(c.req.raw, path) : c.req.raw
    const response = await handle(request, context)
    const headers = new Headers(response.headers)
    const { entry } = typeof source === 'function' ? await source() : source
    const readingScript = entry.module.enhanceScriptHash
    const scripts = headers.has(nonceHeader)
      ? `'nonce-${visit.nonce}' 'strict-dynamic' ${readingScript}`
      : readingScript
    headers.delete(nonceHeader)
    headers.set('Content-Security-Policy', pagePolicy(c.var.config, scripts))
    headers.set('Cache-Control', shared ? SHARED_BY_ALL : 'private, no-store')
    // By way of Hono, which adds the cookies that were set on the way, such as the form token's.
    return c.newResponse(response.body, { status: response.status as StatusCode, headers })
  }

  return { answer, sharing: cache ? sharePages(cache) : passOn }
}

const passOn = createMiddleware<Env>((_c, next) => next())

function getOf({ url, headers }: Request, path: string): Request {
  return new Request(new URL(path, url), { headers })
}

async function visitFor(c: ApiContext, shared: boolean): Promise<Omit<Visit, 'refusal'>> {
  const { ctx, identity, ipAddress, config } = c.var
  const { person } = identity
  const viewer = person && {
    id: person.id,
    username: person.username,
    name: person.name,
    image: person.image,
    roles: person.roles,
  }
  return {
    ctx,
    viewer,
    sessionId: identity.sessionId,
    ipAddress,
    locale: chooseLocale(c.req.raw),
    nonce: randomBytes(16).toString('base64'),
    // A shared page has no form that posts, so no token that could be shared.
    csrfToken: shared ? '' : forgeryToken(c),
    site: await getSettings(ctx),
    origin: config.publicUrl,
    development: isPrivate(config),
    device: deviceOf(c.req.header('user-agent') ?? ''),
    sandboxUrl: config.sandbox ? config.sandboxUrl : null,
    taste: tasteCookie(c),
  }
}
