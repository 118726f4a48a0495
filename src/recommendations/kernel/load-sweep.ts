import { readFileSync } from 'node:fs'
import { plainSweep, type Sweep } from './sweep.ts'

const BUILT = new URL('../../../build/kernel/sweep.wasm', import.meta.url)

let compiled: WebAssembly.Module | null | undefined

/** The built kernel; null where it was not built or this machine refuses its instructions. */
export function compileSweep(): WebAssembly.Module | null {
  compiled ??= compile()
  return compiled
}

function compile(): WebAssembly.Module | null {
  try {
    return new WebAssembly.Module(readFileSync(BUILT))
  } catch {
    return null
  }
}

/** The kernel's functions over a memory, from WebAssembly or else in TypeScript. */
export function loadSweep(memory: WebAssembly.Memory, module: WebAssembly.Module | null): Sweep {
  if (!module) return plainSweep(memory.buffer)
  const imports = { env: { memory, abort } }
  return new WebAssembly.Instance(module, imports).exports as unknown as Sweep
}

function abort(): never {
  throw new Error('the kernel failed an assertion')
}
