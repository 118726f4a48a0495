import { parentPort, workerData } from 'node:worker_threads'
import { packBundle } from '../store/bundle.ts'
import { type LearnInput, learn } from './learn.ts'
import type { KindTrial, ModelCard } from './model-card.ts'

/** What the thread says: each finished trial, and at the end the packed bundle and its card. */
export type FromThread =
  | { kind: 'trial'; trial: KindTrial }
  | { kind: 'learnt'; bytes: Uint8Array; card: ModelCard }

const say = (message: FromThread, move: ArrayBuffer[] = []) =>
  parentPort?.postMessage(message, move)

const { bundle, card } = await learn(workerData as LearnInput, (trial) =>
  say({ kind: 'trial', trial }),
)
const bytes = packBundle(bundle)
say({ kind: 'learnt', bytes, card }, [bytes.buffer as ArrayBuffer])
