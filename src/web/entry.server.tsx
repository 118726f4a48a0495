import { Writable } from 'node:stream'
import { renderToPipeableStream } from 'react-dom/server'
import {
  type EntryContext,
  type HandleErrorFunction,
  isRouteErrorResponse,
  type RouterContextProvider,
  ServerRouter,
} from 'react-router'
import { describeError } from '#platform/log/describe-error.ts'
import { isHydrated } from './shell/hydrated.ts'
import { ctxOf, nonceHeader, visitOf } from './shell/visit.ts'

/**
 * Renders the whole document before answering: loaders have awaited their data, so nothing is left
 * to stream, and a finished page has a length, can be cached and compressed, and keeps its status.
 */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  routerContext: EntryContext,
  context: RouterContextProvider,
): Promise<Response> {
  const hydrated = routerContext.staticHandlerContext.matches.some(({ route }) =>
    isHydrated(routerContext.routeModules[route.id]?.handle),
  )
  headers.set('Content-Type', 'text/html; charset=utf-8')
  if (hydrated) headers.set(nonceHeader, '1')
  if (request.method === 'HEAD') return new Response(null, { status, headers })
  const nonce = hydrated ? { nonce: visitOf(context).nonce } : {}
  const page = <ServerRouter context={routerContext} url={request.url} {...nonce} />
  const html = await renderWhole(page, request.signal)
  return new Response(html as BodyInit, { status, headers })
}

function renderWhole(page: React.ReactNode, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const sink = new Writable({
      write(chunk: Buffer, _encoding, done) {
        chunks.push(chunk)
        done()
      },
    })
    sink.once('finish', () => resolve(Buffer.concat(chunks)))
    const { pipe, abort } = renderToPipeableStream(page, {
      identifierPrefix: 'w',
      onAllReady: () => pipe(sink),
      onError: reject,
      onShellError: reject,
    })
    signal.addEventListener('abort', () => abort(signal.reason), { once: true })
  })
}

/** A bug in a page goes to the site's log; a wrong address or method is no bug and leaves none. */
export const handleError: HandleErrorFunction = (error, { context, request }) => {
  if (request.signal.aborted || isRouteErrorResponse(error)) return
  const { pathname } = new URL(request.url)
  ctxOf(context).log.error(
    { path: pathname, error: describeError(error) },
    'unexpected error in a page',
  )
}

export { enhanceScriptHash } from './shell/enhance/hash.ts'
