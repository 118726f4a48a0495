import { join } from 'node:path'
import { ensureSandboxKeys, merchantConfigs } from './keys.ts'
import { startSimulators } from './start-simulators.ts'

const dir = process.env.SIMULATOR_DIR ?? 'data/simulators'
const port = Number(process.env.SIMULATOR_PORT ?? 3001)
if (process.env.NODE_ENV === 'production') {
  console.error('The payment sandbox does not run in production.')
  process.exit(1)
}
// A site that started this sandbox takes it along when it ends, however it ends: the channel
// closes. A Ctrl-C reaches both; the site, which may still ask something, then says when to end.
const isChild = process.send !== undefined
if (isChild && !process.connected) process.exit(0)
process.once('disconnect', () => process.exit(0))
const keys = await ensureSandboxKeys(dir)
  .then((found) => merchantConfigs(found, '') && found)
  .catch(() => giveUp('keys_damaged'))
const stripeEndpoint = process.env.SIMULATOR_STRIPE_ENDPOINT ?? ''
const options = { dir, drive: 'auto', keys, stripeEndpoint } as const
const simulators = await startSimulators({ ...options, port })
  .catch(() => startSimulators({ ...options, port: 0 }))
  .catch(() => giveUp('no_start'))
console.log(`Payment sandbox at ${simulators.url}`)
const { url, alipay, wechat, stripe } = simulators
process.send?.({ url, accounts: { alipay, wechat, stripe } })
if (isChild) process.on('SIGINT', () => {})
for (const signal of isChild ? (['SIGTERM'] as const) : (['SIGINT', 'SIGTERM'] as const)) {
  process.once(signal, async () => {
    await simulators.close()
    process.exit(0)
  })
}

/** Tells why to whoever started this, and ends. */
function giveUp(problem: 'keys_damaged' | 'no_start'): Promise<never> {
  const file = join(dir, 'sandbox-keys.json')
  if (process.send) process.send({ problem, file }, () => process.exit(1))
  else {
    console.error(`${problem}: ${file}`)
    process.exit(1)
  }
  return new Promise(() => {})
}
