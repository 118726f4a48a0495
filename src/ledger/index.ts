export { ledgerAccounts } from './accounts.ts'
export { getBalance } from './balances/get-balance.ts'
export { type LedgerReport, verifyLedger } from './balances/verify-ledger.ts'
export { type BookedTransfer, listTransfers } from './transfers/list-transfers.ts'
export {
  type Posting,
  postTransfer,
  postTransfers,
  type Transfer,
} from './transfers/post-transfer.ts'
