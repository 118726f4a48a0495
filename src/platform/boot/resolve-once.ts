import { type ResolveFnOutput, registerHooks } from 'node:module'

const SOURCE = new URL('../../', import.meta.url).href
/** A package's bare name: no path, no `#name`, no `scheme:`. */
const BARE = /^(?![.#/])(?!\w+:)/

/**
 * Each package is looked up once for all of our files. Node looks it up once per file, and reads
 * the package's whole map of exports each time: a fifth of the time that a start takes.
 */
export function resolveOnce(): void {
  const known = new Map<string, ResolveFnOutput>()
  registerHooks({
    resolve(specifier, context, next) {
      if (!BARE.test(specifier) || !context.parentURL?.startsWith(SOURCE)) {
        return next(specifier, context)
      }
      const found = known.get(specifier) ?? next(specifier, context)
      known.set(specifier, { ...found, shortCircuit: true })
      return found
    },
  })
}
