export type AccountKind = 'asset' | 'liability' | 'income' | 'expense'

/**
 * The chart of accounts: what each holds, and whether one is kept for every owner (a creator, a
 * gateway). Signs follow the platform's side: a positive entry makes an asset or an expense grow,
 * a negative one a liability or an income, so that every transfer sums to zero and an account
 * stands on its own side when `sideOf(kind) * balance` is not negative.
 */
export const chart = {
  /** What a gateway has collected and not yet paid out to the merchant account's owner. */
  'gateway-receivable': { kind: 'asset', per: 'gateway' },
  /** The site's own bank account, as far as payouts by hand leave it. */
  bank: { kind: 'asset', per: null },
  /** What a payer's bank has taken back while a dispute about it is open. */
  disputes: { kind: 'asset', per: 'gateway' },
  /** What payers' banks took back for good beyond what the sale's shares still had. */
  'dispute-losses': { kind: 'expense', per: 'gateway' },
  'gateway-fees': { kind: 'expense', per: 'gateway' },
  /** What personal codes bring above or below the order's total: the cents that make it unique. */
  rounding: { kind: 'expense', per: null },
  /** Paid by a buyer for what a person (or the platform) has still to deliver. */
  deferred: { kind: 'liability', per: 'person' },
  /** Earned by a creator, inside the hold in which buyers may still change their mind. */
  held: { kind: 'liability', per: 'person' },
  /** Owed to a creator and free to be paid out; negative after refunds of what was paid out. */
  payable: { kind: 'liability', per: 'person' },
  /** On its way out to a creator, until the gateway confirms. */
  clearing: { kind: 'liability', per: 'person' },
  /** Decided to be given back to a buyer, not yet confirmed by the gateway. */
  'refund-payable': { kind: 'liability', per: null },
  /** What learners may still spend in points. */
  'points-liability': { kind: 'liability', per: null },
  /** Received without a matching order: a person decides. */
  suspense: { kind: 'liability', per: 'gateway' },
  /** The platform's own part of sales. */
  'platform-income': { kind: 'income', per: null },
  /** Sales before settlement existed (0.1.0); emptied into `payable` by a migration. */
  revenue: { kind: 'liability', per: 'person' },
} as const satisfies Record<string, { kind: AccountKind; per: 'person' | 'gateway' | null }>
export type AccountName = keyof typeof chart

/** The owner of `deferred` money that will be the platform's income. */
export const PLATFORM = 'platform'

/** Accounts by name; each is a name of the chart, with `:owner` where one is kept for each. */
export const ledgerAccounts = {
  gatewayReceivable: (provider: string) => `gateway-receivable:${provider}`,
  gatewayFees: (provider: string) => `gateway-fees:${provider}`,
  bank: 'bank',
  disputes: (provider: string) => `disputes:${provider}`,
  disputeLosses: (provider: string) => `dispute-losses:${provider}`,
  rounding: 'rounding',
  deferred: (personId: string) => `deferred:${personId}`,
  held: (creatorId: string) => `held:${creatorId}`,
  payable: (creatorId: string) => `payable:${creatorId}`,
  clearing: (creatorId: string) => `clearing:${creatorId}`,
  refundPayable: 'refund-payable',
  pointsLiability: 'points-liability',
  suspense: (provider: string) => `suspense:${provider}`,
  platformIncome: 'platform-income',
  revenue: (creatorId: string) => `revenue:${creatorId}`,
} as const

/** `payable:7f…` → its name, kind and owner; null for a name that is not in the chart. */
export function parseAccount(
  account: string,
): { name: AccountName; kind: AccountKind; owner: string | null } | null {
  const [name = '', ...rest] = account.split(':')
  if (!isAccountName(name)) return null
  const { kind, per } = chart[name]
  const owner = rest.length > 0 ? rest.join(':') : null
  if ((per === null) !== (owner === null) || owner === '') return null
  return { name, kind, owner }
}

function isAccountName(name: string): name is AccountName {
  return Object.hasOwn(chart, name)
}

/** 1 where a positive balance is usual (assets, expenses), -1 where a negative one is. */
export function sideOf(kind: AccountKind): 1n | -1n {
  return kind === 'asset' || kind === 'expense' ? 1n : -1n
}
