export {
  type AccountKind,
  type AccountName,
  chart,
  ledgerAccounts,
  PLATFORM,
  parseAccount,
  sideOf,
} from './accounts.ts'
export { getBalance } from './balances/get-balance.ts'
export { type LedgerReport, verifyLedger } from './balances/verify-ledger.ts'
export { hasTransfer } from './transfers/has-transfer.ts'
export { type BookedTransfer, listTransfers } from './transfers/list-transfers.ts'
export {
  type Posting,
  postTransfer,
  postTransfers,
  type Transfer,
  type TransferKind,
} from './transfers/post-transfer.ts'
export { reverseTransfer } from './transfers/reverse-transfer.ts'
