import { data, type ServerBuild } from 'react-router'
import type { AppError, ErrorDetails, ErrorKind } from '#kernel/errors.ts'
import { statusOf } from '#kernel/http-status.ts'
import { asRefusal } from '#platform/postgres/as-refusal.ts'

/** What a page is told of a refusal, and what the person had typed into its form. */
export type Refusal = { kind: ErrorKind; code: string; details: ErrorDetails }
export type FormRefusal = { refusal: Refusal; typed: Record<string, string> }

/** Refusals that a person mends in the form at hand; all others show an error page. */
const mendable: readonly ErrorKind[] = ['invalid', 'conflict', 'limited', 'unavailable']

type Answer = (error: AppError, request: Request) => unknown
type Handler = (args: { request: Request }, ...rest: unknown[]) => unknown

/**
 * The same pages, with every AppError of a loader answered by its status and of an action by the
 * form it came from. A visitor who must log in is sent to do so and comes back.
 */
export function withRefusals(build: ServerBuild): ServerBuild {
  const routes = Object.entries(build.routes).map(([id, route]) => {
    if (!route) return [id, route] as const
    const module = { ...route.module }
    const answer = module.default ? answerPage : answerCall
    if (module.loader) module.loader = guardLoader(module.loader as Handler, answer) as never
    if (module.action) module.action = guardAction(module.action as Handler, answer) as never
    module.headers ??= toldOfRefusal as never
    return [id, { ...route, module }] as const
  })
  return { ...build, routes: Object.fromEntries(routes) }
}

function guardLoader(loader: Handler, answer: Answer): Handler {
  return async (args, ...rest) => {
    try {
      return await loader(args, ...rest)
    } catch (error) {
      const refused = asRefusal(error)
      throw refused ? answer(refused, args.request) : error
    }
  }
}

function guardAction(action: Handler, answer: Answer): Handler {
  return async (args, ...rest) => {
    const copy = isPlainForm(args.request) ? args.request.clone() : null
    try {
      return await action(args, ...rest)
    } catch (thrown) {
      const error = asRefusal(thrown)
      if (!error) throw thrown
      if (!copy || !isMendable(error)) throw answer(error, args.request)
      const refused: FormRefusal = { refusal: refusalOf(error), typed: await typedInto(copy) }
      return data(refused, { status: statusOf[error.kind], headers: headersOf(error) })
    }
  }
}

function isMendable(error: AppError): boolean {
  return mendable.includes(error.kind) || error.code === 'account.bad_credentials'
}

function answerPage(error: AppError, request: Request): unknown {
  if (error.kind === 'unauthenticated' && request.method === 'GET') {
    const { pathname, search } = new URL(request.url)
    const next = encodeURIComponent(pathname.replace(/\.data$/, '') + search)
    return new Response(null, { status: 302, headers: { Location: `/login?next=${next}` } })
  }
  return data(refusalOf(error), { status: statusOf[error.kind], headers: headersOf(error) })
}

/** A route without a page is called by a script, which reads the refusal as JSON. */
function answerCall(error: AppError): Response {
  const init = { status: statusOf[error.kind], headers: headersOf(error) }
  return Response.json(refusalOf(error), init)
}

type HeaderSources = Record<'loaderHeaders' | 'actionHeaders' | 'parentHeaders', Headers> & {
  errorHeaders?: Headers
}

/** The router drops what a refusal says in headers unless the route passes it on. */
function toldOfRefusal(from: HeaderSources): Record<string, string> {
  const sources = [from.errorHeaders, from.actionHeaders, from.loaderHeaders, from.parentHeaders]
  const after = sources.map((headers) => headers?.get('Retry-After')).find(Boolean)
  return after ? { 'Retry-After': after } : {}
}

function refusalOf(error: AppError): Refusal {
  return { kind: error.kind, code: error.code, details: error.details }
}

function headersOf(error: AppError): Record<string, string> {
  const seconds = Number(error.details.retryAfterSeconds)
  return Number.isFinite(seconds) ? { 'Retry-After': String(Math.ceil(seconds)) } : {}
}

function isPlainForm(request: Request): boolean {
  const type = request.headers.get('content-type') ?? ''
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/.test(type)
}

/** Passwords and tokens are never sent back to the page. */
const secretField = /password|token|csrf/i

async function typedInto(request: Request): Promise<Record<string, string>> {
  const typed: Record<string, string> = {}
  // A form that was cut off for its length is read by nobody.
  const form = await request.formData().catch(() => new FormData())
  for (const [name, value] of form) {
    if (typeof value === 'string' && !secretField.test(name)) typed[name] = value
  }
  return typed
}
