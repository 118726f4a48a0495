import { existsSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { reactRouter } from '@react-router/dev/vite'
import tailwindcss from '@tailwindcss/vite'
import { defineConfig, type Plugin } from 'vite'

const root = import.meta.dirname
const webRoot = join(root, 'src/web')
const browserMayLoad = [webRoot, join(root, 'src/kernel'), join(root, 'node_modules')]

/** Modules of the web that the server process imports too: they must exist once. */
const sharedWithServer = ['shell/visit.ts', 'shell/enhance/script.ts', 'shell/refusals.ts']

/** `#x` names stay imports that Node resolves itself, so that the server is one module graph. */
function oneModuleGraph(): Plugin {
  const left = new Set<string>()
  return {
    name: 'wenqu:one-module-graph',
    enforce: 'pre',
    applyToEnvironment: (environment) => environment.name === 'ssr',
    resolveId(source, importer) {
      const name = source.startsWith('#') ? source : sharedName(source, importer)
      if (!name) return null
      if (this.environment.mode !== 'dev') return { id: name, external: true }
      const id = pathToFileURL(sourceFile(name)).href
      left.add(id)
      return { id, external: true }
    },
    // The development server would run a file's URL itself, a second time.
    configureServer({ environments: { ssr } }) {
      const fetchModule = ssr?.fetchModule.bind(ssr)
      if (!ssr || !fetchModule) return
      ssr.fetchModule = async (id, ...rest) =>
        left.has(id) ? { externalize: id, type: 'module' } : fetchModule(id, ...rest)
    },
  }
}

function sharedName(source: string, importer: string | undefined): string | null {
  if (!source.startsWith('.') || !importer) return null
  const path = relative(webRoot, join(dirname(importer), source))
    .split(sep)
    .join('/')
  return sharedWithServer.includes(path) ? `#web/${path}` : null
}

function sourceFile(name: string): string {
  const path = join(root, 'src', name.slice(1))
  return existsSync(path) && path.endsWith('.ts') ? path : join(path, 'index.ts')
}

/** Server code must never be shipped: the client build fails on any file from elsewhere. */
function noServerCodeInBrowser(): Plugin {
  return {
    name: 'wenqu:no-server-code-in-browser',
    applyToEnvironment: (environment) => environment.name === 'client',
    load(id) {
      const path = id.split('?')[0] ?? id
      if (!path.startsWith(root + sep)) return null
      if (browserMayLoad.some((folder) => path.startsWith(folder + sep))) return null
      this.error(`${relative(root, path)} is server code and was reached from the browser build`)
    },
  }
}

export default defineConfig({
  plugins: [oneModuleGraph(), noServerCodeInBrowser(), tailwindcss(), reactRouter()],
  build: { target: 'es2023', assetsInlineLimit: 0 },
})
