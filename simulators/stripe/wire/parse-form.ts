/** A parameter as the form carries it: text, or a nest of them by bracket. */
export type Value = string | Value[] | { [name: string]: Value }
export type Params = { [name: string]: Value }

/**
 * Reads Stripe's form encoding, `a[b][0][c]=v`; null for what is not that. A list is told by its
 * whole-number names, and `a[]=v` appends.
 */
export function parseForm(text: string): Params | null {
  const root: Branch = new Map()
  for (const [name, value] of new URLSearchParams(text)) {
    const path = pathOf(name)
    if (!path || !plant(root, path, value)) return null
  }
  const params = asValue(root)
  return typeof params === 'object' && !Array.isArray(params) ? params : root.size ? null : {}
}

type Branch = Map<string, Branch | string>

function pathOf(name: string): string[] | null {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name)
  if (!match) return null
  const inner = [...(match[2] ?? '').matchAll(/\[([^[\]]*)\]/g)].map(([, part = '']) => part)
  return [match[1] ?? '', ...inner]
}

function plant(root: Branch, path: string[], value: string): boolean {
  let branch = root
  for (const [depth, part] of path.entries()) {
    const name = part === '' ? String(branch.size) : part
    if (depth === path.length - 1) {
      if (branch.get(name) instanceof Map) return false
      branch.set(name, value)
      return true
    }
    const next = branch.get(name) ?? new Map()
    if (typeof next === 'string') return false
    branch.set(name, next)
    branch = next
  }
  return false
}

function asValue(branch: Branch): Value {
  const names = [...branch.keys()]
  const values = [...branch.values()].map((one) => (typeof one === 'string' ? one : asValue(one)))
  const isList = names.length > 0 && names.every((name, index) => name === String(index))
  return isList ? values : Object.fromEntries(names.map((name, at) => [name, values[at] ?? '']))
}
