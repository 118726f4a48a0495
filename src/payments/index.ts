export type * from './bill.ts'
export { applyChargeFact, type ChargeOutcome } from './charges/apply-charge-fact.ts'
export { askCharge, claimCharges, claimDueCharges } from './charges/ask-charge.ts'
export { type Charge, isPastDeadline } from './charges/charge.ts'
export {
  chargeAgain,
  closeRecurringCharge,
  findRecurringCharges,
  keepCharge,
} from './charges/charge-again.ts'
export { findCharge, getCharge, listCharges } from './charges/find-charge.ts'
export { openCharge } from './charges/open-charge.ts'
export { findSalesObstacle, type SalesObstacle } from './gateways/find-sales-obstacle.ts'
export { configuredGateways, configureGateways, gatewayOf } from './gateways/gateways.ts'
export {
  type AroundOf,
  accountsFromEnv,
  type MerchantAccounts,
  providersFor,
} from './gateways/gateways-from-env.ts'
export { enabledGateways, listMethods } from './gateways/list-methods.ts'
export { channelFor, type Device, deviceOf, type Method } from './gateways/method.ts'
export { keepEvent, wasHandled } from './inbox/inbox.ts'
export { linkPaymentLog } from './log/link-payment-log.ts'
export { type LoggedExchange, listExchanges } from './log/list-exchanges.ts'
export { logExchange } from './log/log-exchange.ts'
export { logNotification } from './log/log-notification.ts'
export { type LogReport, verifyPaymentLog } from './log/verify-payment-log.ts'
export { identifyPayer } from './payers/identify-payer.ts'
export { knownPayer } from './payers/known-payer.ts'
export { payerAddress } from './payers/payer-address.ts'
export type * from './payouts/payer.ts'
export { payerNames } from './payouts/payer.ts'
export { configuredPayers, configurePayers, findPayer, payersFor } from './payouts/payers.ts'
export { personalProvider } from './personal/personal-provider.ts'
export {
  decideProof,
  findProofPicture,
  listProofs,
  type Proof,
  proofsOf,
  saveProof,
} from './personal/proofs.ts'
export type * from './provider.ts'
export { providerNames } from './provider.ts'
export {
  type BillRun,
  claimBillRun,
  getBillRun,
  postponeBillRun,
} from './reconciliation/bill-run.ts'
export {
  claimDueDifferences,
  closeDifference,
  type Difference,
  getDifference,
  keepAnswer,
  requireReconciler,
  takeUntold,
} from './reconciliation/differences/difference.ts'
export {
  type BillDay,
  eachDifference,
  listDifferenceHistory,
  listDifferences,
} from './reconciliation/differences/list-differences.ts'
export { finishBillRun } from './reconciliation/finish-bill-run.ts'
export { matchBill } from './reconciliation/match-bill.ts'
export { refetchBills } from './reconciliation/refetch-bills.ts'
export { takeBill } from './reconciliation/take-bill.ts'
export { wantBills } from './reconciliation/want-bills.ts'
export type * from './recurring.ts'
export { applyRefundFact, type RefundOutcome } from './refunds/apply-refund-fact.ts'
export { askRefund } from './refunds/ask-refund.ts'
export { findRefund, listRefunds } from './refunds/find-refund.ts'
export { claimRefunds, pushRefund } from './refunds/push-refund.ts'
export { type Refund, requestRefund } from './refunds/request-refund.ts'
