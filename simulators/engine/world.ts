import type { SandboxKeys } from '../keys.ts'
import type { Faults } from './faults.ts'
import type { Journal } from './journal.ts'
import type { Notifier } from './notifier.ts'
import type { Schedule } from './schedule.ts'

/** What all gateways stand on. */
export type World = {
  keys: SandboxKeys
  /** The injected clock: signatures are made and checked by it, never by shifted business time. */
  clock: () => Date
  random: (bytes: number) => Uint8Array
  schedule: Schedule
  journal: Journal
  faults: Faults
  notifier: Notifier
}

export function randomDigits(world: World, count: number): string {
  return Array.from(world.random(count), (byte) => byte % 10).join('')
}

export function randomHex(world: Pick<World, 'random'>, bytes: number): string {
  return Buffer.from(world.random(bytes)).toString('hex')
}
