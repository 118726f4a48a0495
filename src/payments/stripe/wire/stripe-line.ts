import Stripe from 'stripe'
import type { Surroundings } from '../../wire.ts'
import { isLive, type StripeConfig } from '../stripe-config.ts'
import { loggedFetch } from './logged-fetch.ts'

/** Everything a call to Stripe needs. */
export type StripeLine = {
  config: StripeConfig
  stripe: Stripe
  around: Surroundings
  /** Real money or test mode: an object of the other mode is a stranger's. */
  live: boolean
}

/** The SDK waits 80 s by default; no payer does. */
const TIMEOUT_MS = 20_000
const RETRIES = 2

/** The official SDK at its own API version, heard by the payment log and telling Stripe nothing. */
export function stripeLine(config: StripeConfig, around: Surroundings): StripeLine {
  const { hostname, port, protocol } = new URL(config.apiUrl)
  const stripe = new Stripe(config.secretKey, {
    host: hostname,
    ...(port && { port }),
    protocol: protocol === 'http:' ? 'http' : 'https',
    maxNetworkRetries: config.retries ?? RETRIES,
    timeout: TIMEOUT_MS,
    telemetry: false,
    httpClient: Stripe.createFetchHttpClient(loggedFetch(around)),
  })
  return { config, stripe, around, live: isLive(config.secretKey) }
}
