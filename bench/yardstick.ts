import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { freePort } from '#tests/running-site.ts'
import { type Load, load } from './load.ts'

/** Requests per second of a bare Hono server with a body of this size, measured now. */
export async function helloOf(bytes: number, connections: number): Promise<Load> {
  const port = await freePort()
  const child = fork(resolve(import.meta.dirname, 'hello.ts'), [String(port), String(bytes)])
  await once(child, 'message')
  await load({ port, path: '/' }, { connections, seconds: 1 })
  const measured = await load({ port, path: '/' }, { connections })
  child.kill()
  return measured
}
