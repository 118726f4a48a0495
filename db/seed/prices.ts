/** What each sold piece of the demo site costs, in fen, by its address. */
export const pricesFen: Readonly<Record<string, number>> = {
  'salary-three-accounts': 1990,
  'one-page-report': 990,
  idempotency: 1290,
  'when-anxiety-comes': 990,
  'card-notes': 1290,
  'training-attention': 19_900,
  'sql-for-busy-people': 3900,
}
