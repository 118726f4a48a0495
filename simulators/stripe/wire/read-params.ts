import type { Params, Value } from './parse-form.ts'
import { badRequest } from './stripe-problem.ts'

/** What is not named here the API refuses, as it does what a newer version dropped. */
export function refuseUnknown(params: Params, allowed: readonly string[]): void {
  for (const name of Object.keys(params)) {
    if (name === 'expand' || allowed.includes(name)) continue
    throw badRequest(`Received unknown parameter: ${name}`, name, 'parameter_unknown')
  }
}

export function textOf(params: Params, name: string): string | null {
  const value = params[name]
  if (value === undefined || value === '') return null
  if (typeof value === 'string') return value
  throw badRequest(`Invalid string: ${name}`, name, 'parameter_invalid_string')
}

export function neededText(params: Params, name: string): string {
  const value = textOf(params, name)
  if (value !== null) return value
  throw badRequest(`Missing required param: ${name}.`, name, 'parameter_missing')
}

export function integerOf(params: Params, name: string): number | null {
  const text = textOf(params, name)
  if (text === null) return null
  if (/^-?\d{1,15}$/.test(text)) return Number(text)
  throw badRequest(`Invalid integer: ${text}`, name, 'parameter_invalid_integer')
}

export function neededInteger(params: Params, name: string): number {
  const value = integerOf(params, name)
  if (value !== null) return value
  throw badRequest(`Missing required param: ${name}.`, name, 'parameter_missing')
}

export function flagOf(params: Params, name: string): boolean {
  const text = textOf(params, name)
  if (text === null || text === 'false') return false
  if (text === 'true') return true
  throw badRequest(`Invalid boolean: ${text}`, name)
}

export function nestOf(params: Params, name: string): Params {
  const value = params[name]
  if (value === undefined || value === '') return {}
  if (isNest(value)) return value
  throw badRequest(`Invalid object`, name)
}

export function listOf(params: Params, name: string): Params[] {
  const value = params[name]
  if (value === undefined) return []
  if (Array.isArray(value) && value.every(isNest)) return value
  throw badRequest(`Invalid array`, name)
}

/** Fifty pairs, names to 40 characters, values to 500; an empty value removes. */
export function metadataOf(params: Params, kept: Record<string, string> = {}) {
  const merged = new Map(Object.entries(kept))
  for (const [name, value] of Object.entries(nestOf(params, 'metadata'))) {
    const fits = typeof value === 'string' && name.length <= 40 && value.length <= 500
    if (!fits) throw badRequest('Metadata values can have up to 500 characters.', 'metadata')
    if (value === '') merged.delete(name)
    else merged.set(name, value)
  }
  if (merged.size > 50) throw badRequest('Metadata can have up to 50 keys.', 'metadata')
  return Object.fromEntries(merged)
}

export type Window = { gte?: number; gt?: number; lte?: number; lt?: number }

/** `created` as a moment or as a range of moments. */
export function windowOf(params: Params): Window {
  if (typeof params.created === 'string') {
    const at = neededInteger(params, 'created')
    return { gte: at, lte: at }
  }
  const range = nestOf(params, 'created')
  const names = ['gte', 'gt', 'lte', 'lt'] as const
  return Object.fromEntries(
    names.flatMap((name) => {
      const at = integerOf(range, name)
      return at === null ? [] : [[name, at]]
    }),
  )
}

export function expandOf(params: Params): string[] {
  const { expand } = params
  if (expand === undefined) return []
  const isPaths = Array.isArray(expand) && expand.every((one) => typeof one === 'string')
  if (!isPaths) throw badRequest('Invalid array', 'expand')
  const deep = expand.find((path) => path.split('.').length > 4)
  if (deep) throw badRequest(`You cannot expand more than 4 levels: ${deep}`, 'expand')
  return expand as string[]
}

function isNest(value: Value): value is Params {
  return typeof value === 'object' && !Array.isArray(value)
}
