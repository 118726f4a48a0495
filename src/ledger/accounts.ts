/**
 * The chart of accounts. Signs follow the platform's side: an asset grows with a positive entry,
 * income and what is owed to others with a negative one, so that every transfer sums to zero.
 */
export const ledgerAccounts = {
  /** What a gateway has collected and not yet paid out to the merchant account's owner. */
  gatewayReceivable: (provider: string) => `gateway-receivable:${provider}`,
  gatewayFees: (provider: string) => `gateway-fees:${provider}`,
  /** The creator's income from sales. */
  revenue: (creatorId: string) => `revenue:${creatorId}`,
  /** Decided to be given back, not yet confirmed by the gateway. */
  refundPayable: 'refund-payable',
  /** Received without a matching order: a person decides. */
  suspense: (provider: string) => `suspense:${provider}`,
} as const
