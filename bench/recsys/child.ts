import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'

/** What a process measured of itself, and the most memory that it ever held (MB). */
export type Measured<T> = T & { rssMb: number }

/** Runs a file of this folder as its own process, which answers `report`'s argument. */
export async function measure<T>(file: string, ...args: string[]): Promise<Measured<T>> {
  const child = fork(resolve(import.meta.dirname, file), args)
  const answer = once(child, 'message')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with code ${code}`)
  })
  const [message] = await Promise.race([answer, ended])
  return message as Measured<T>
}

/** Answers the process that called `measure`, and ends. */
export function report(measured: Record<string, unknown>): void {
  const rssMb = process.resourceUsage().maxRSS / 1024
  process.send?.({ ...measured, rssMb }, () => process.exit(0))
}
