import { setSiteAddress } from '#accounts'
import { system } from '#kernel/actor.ts'
import { configureStorage } from '#media'
import { configureGateways, personalProvider } from '#payments'
import { readConfig } from '#platform/config/config.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { createLog } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { seedOnFirstRun } from './seed.ts'

// Drawing and encoding leave much memory behind, so a site that starts for the first time has it
// done here, in a process that ends; and that ends with the site, however that ends.
process.once('disconnect', () => process.exit(1))
if (process.send && !process.connected) process.exit(1)
process.on('SIGINT', () => {})
const { config } = readConfig(process.env)
if (config.production || !config.databaseUrl || !config.secret) {
  throw new Error('the demo is written by a development site only')
}
setSiteSecret(config.secret)
setSiteAddress(config.publicUrl)
configureStorage(config.dataDir)
const { db, close } = connect(config.databaseUrl)
const log = createLog(config.logLevel)
configureGateways([personalProvider()])
await seedOnFirstRun(
  { db, log, now: new Date(), actor: system('seed') },
  { readers: config.demoReaders, onSite: () => process.send?.('site') },
)
await close()
process.exit(0)
