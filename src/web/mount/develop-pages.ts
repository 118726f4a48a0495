import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { join, resolve } from 'node:path'
import type { ApiContext } from '#api'
import type { AppError } from '#kernel/errors.ts'
import type { PageBuild } from './mount-pages.ts'

const root = resolve(import.meta.dirname, '../../..')
const cacheDir = join(root, 'build', '.vite')
/** What a browser may fetch as source; everything else is the site's own, or nobody's. */
const browserMayRead = ['src/web', 'src/kernel', 'node_modules'].map((path) =>
  realpathSync(join(root, path)),
)
const viteAnswers = /^\/(@|src\/|node_modules\/|build\/\.vite\/|__)/

/** A reading page has no framework to patch, so it loads itself again when a source changes. */
const reload = `import { createHotContext } from '/@vite/client'
const hot = createHotContext('/reading-page')
for (const name of ['vite:beforeUpdate', 'react-router:hdr']) hot.on(name, () => location.reload())`
const reloadHash = `'sha256-${createHash('sha256').update(reload).digest('base64')}'`

/**
 * The pages straight from their source, for whoever changes them: Vite stands in front of the site
 * on the same port. Like `loadPages` it chooses React's half before anything loads React.
 */
export async function developPages() {
  process.env.NODE_ENV = 'development'
  const { createServer: openVite, isRunnableDevEnvironment } = await import('vite')
  const { mountPages } = await import('./mount-pages.ts')
  const server = createServer()
  const vite = await openVite({
    root,
    cacheDir,
    appType: 'custom',
    clearScreen: false,
    server: {
      middlewareMode: true,
      ws: { server },
      fs: { allow: [...browserMayRead, cacheDir] },
    },
  })
  const { ssr } = vite.environments
  if (!isRunnableDevEnvironment(ssr)) throw new Error('Vite has no environment to run pages in')
  const source = (): Promise<PageBuild> => ssr.runner.import('virtual:react-router/server-build')
  const pages = mountPages(source, null)
  return {
    pages: {
      ...pages,
      answer: async (c: ApiContext, refusal?: AppError) =>
        withClient(await pages.answer(c, refusal)),
    },
    /** Vite answers for its own addresses, the site for all others. */
    serveWith(site: RequestListener): Server {
      return server.on('request', (request, response) => {
        if (!viteAnswers.test(request.url ?? '')) return site(request, response)
        vite.middlewares(request, response, () => site(request, response))
      })
    },
    stop: () => vite.close(),
  }
}

/** Lets Vite's client run on a page: its modules, the styles it injects, and its socket. */
async function withClient(response: Response): Promise<Response> {
  const { headers, status } = response
  const policy = headers.get('content-security-policy') ?? ''
  headers.set(
    'Content-Security-Policy',
    policy
      .replace('script-src ', `script-src 'self' ${reloadHash} `)
      .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'"),
  )
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false
  if (!isPage || policy.includes("'strict-dynamic'")) return response
  const html = (await response.text()).replace(
    '</body>',
    `<script type="module">${reload}</script></body>`,
  )
  return new Response(html, { status, headers })
}
