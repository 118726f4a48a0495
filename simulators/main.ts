import { ensureSandboxKeys } from './keys.ts'
import { startSimulators } from './start-simulators.ts'

const dir = process.env.SIMULATOR_DIR ?? 'data/simulators'
const port = Number(process.env.SIMULATOR_PORT ?? 3001)
if (process.env.NODE_ENV === 'production') {
  console.error('The payment sandbox does not run in production.')
  process.exit(1)
}
const simulators = await startSimulators({
  port,
  dir,
  drive: 'auto',
  keys: await ensureSandboxKeys(dir),
})
console.log(`Payment sandbox at ${simulators.url}`)
const { url, alipay, wechat } = simulators
// A site that started this sandbox learns where it is and with which accounts, and takes it along
// when it ends, however it ends: the channel closes.
process.send?.({ url, accounts: { alipay, wechat } })
process.once('disconnect', () => process.exit(0))
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await simulators.close()
    process.exit(0)
  })
}
