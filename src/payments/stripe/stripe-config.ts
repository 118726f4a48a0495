import { type ConfigProblem, textProblems, urlProblems } from '../gateway-config.ts'

export type StripeConfig = {
  /** `sk_…` or a restricted `rk_…`; its own text tells test from live. */
  secretKey: string
  /** `whsec_…` of the endpoint: two of them while one replaces the other. */
  webhookSecrets: string[]
  /** `acct_…`: the account that the key belongs to. */
  account: string
  apiUrl: string
  /** How often the SDK tries again by itself; 2 unless said otherwise. */
  retries?: number
}

const officialHosts = ['api.stripe.com']

/**
 * What keeps these settings from being used. A blank webhook secret is a valid HMAC key to older
 * SDKs and anybody can sign with it, so that each one is looked at. Keys of Stripe's test mode take
 * no real money and are a problem unless asked for.
 */
export function stripeConfigProblems(
  config: Partial<StripeConfig>,
  { sandbox = false, testKeys = sandbox }: { sandbox?: boolean; testKeys?: boolean } = {},
): ConfigProblem[] {
  const secrets = config.webhookSecrets ?? []
  const secretKey = textProblems('secretKey', config.secretKey, /^[sr]k_(test|live)_\w{16,}$/)
  const isTest = secretKey.length === 0 && !isLive(config.secretKey ?? '')
  return [
    ...secretKey,
    ...(isTest && !testKeys ? [{ field: 'secretKey', problem: 'test_key' } as const] : []),
    ...(secrets.length > 0 ? secrets : ['']).flatMap((secret) =>
      textProblems('webhookSecrets', secret, /^whsec_[\w+/=-]{16,}$/),
    ),
    ...textProblems('account', config.account, /^acct_\w{8,}$/),
    ...urlProblems('apiUrl', config.apiUrl, officialHosts, sandbox),
  ]
}

export function isLive(secretKey: string): boolean {
  return /^[sr]k_live_/.test(secretKey)
}
