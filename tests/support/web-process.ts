import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { visitor } from '#kernel/actor.ts'
import * as payments from '#payments'
import { readConfig } from '#platform/config/config.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { createServer } from '../../src/server.ts'

/** What a test tells the process that it starts with this file. */
export type Orders = {
  databaseUrl: string
  secret: string
  /** The time at which it stands still. */
  now: string
  accounts: payments.MerchantAccounts
}

/**
 * A web process of its own, without pages, for what two of them must agree on. Prints its port and
 * ends with its standard input.
 */
const orders = JSON.parse(process.env.ORDERS ?? '{}') as Orders
const now = () => new Date(orders.now)
setSiteSecret(orders.secret)
const { db } = connect(orders.databaseUrl)
const around = { now, nonce: () => crypto.randomUUID(), onExchange: () => undefined }
const gateways = payments.providersFor(orders.accounts, () => around, { sandbox: true })
payments.configureGateways(gateways)
const { config } = readConfig({})
const app = createServer(
  { config, db, log: silent, now },
  { answer: async () => new Response(visitor.kind), sharing: (_c, next) => next() },
)
const server = createHttpServer(getRequestListener(app.fetch))
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`)
})
process.stdin.resume().once('end', () => process.exit(0))
