export type { Dispute, DisputeStatus } from './disputes/dispute.ts'
export { makeEvidencePack } from './disputes/evidence/make-evidence-pack.ts'
export { submitDispute } from './disputes/evidence/submit-dispute.ts'
export { closeComplaint } from './disputes/handling/close-complaint.ts'
export { type DisputeFile, getDispute } from './disputes/handling/get-dispute.ts'
export { type ListedDispute, listDisputes } from './disputes/handling/list-disputes.ts'
export { noteOnDispute } from './disputes/handling/note-on-dispute.ts'
export { type Complaint, openComplaint } from './disputes/handling/open-complaint.ts'
export { alignInvoice } from './invoices/align-invoice.ts'
export type { Invoice, InvoiceStatus } from './invoices/invoice.ts'
export { MAX_DOCUMENT_BYTES } from './invoices/issuing/document.ts'
export { getInvoiceDocument } from './invoices/issuing/get-invoice-document.ts'
export { type InvoiceHook, invoiceHook } from './invoices/issuing/invoice-hook.ts'
export {
  configureInvoices,
  hasInvoiceProvider,
  type InvoiceOrder,
  type InvoiceProvider,
  type InvoiceReply,
} from './invoices/issuing/invoice-provider.ts'
export { issueInvoice } from './invoices/issuing/issue-invoice.ts'
export { redLetterInvoice } from './invoices/issuing/red-letter-invoice.ts'
export { rejectInvoice } from './invoices/issuing/reject-invoice.ts'
export { sendDueInvoices } from './invoices/issuing/send-due-invoices.ts'
export { sendInvoice } from './invoices/issuing/send-invoice.ts'
export { getInvoice, type InvoiceFile } from './invoices/requests/get-invoice.ts'
export {
  getInvoicesOfOrder,
  type InvoicesOfOrder,
} from './invoices/requests/get-invoices-of-order.ts'
export { listInvoices, type QueuedInvoice } from './invoices/requests/list-invoices.ts'
export { type InvoiceObstacle, requestInvoice } from './invoices/requests/request-invoice.ts'
export { withdrawInvoice } from './invoices/requests/withdraw-invoice.ts'
export { listTitles } from './invoices/titles/list-titles.ts'
export { removeTitle } from './invoices/titles/remove-title.ts'
export { saveTitle } from './invoices/titles/save-title.ts'
export { setDefaultTitle } from './invoices/titles/set-default-title.ts'
export type { Title, TitleInput } from './invoices/titles/title.ts'
export { cancelOrder } from './orders/cancel-order.ts'
export { getOrder } from './orders/get-order.ts'
export { getOrderHistory, type OrderFile } from './orders/get-order-history.ts'
export { listMyOrders, listOrders, type OrderFilter } from './orders/list-orders.ts'
export { mailReceipt } from './orders/mail-receipt.ts'
export type { Order, OrderStatus } from './orders/order.ts'
export { type Purchase, placeOrder } from './orders/place-order.ts'
export { type SalesSummary, salesSummary } from './orders/sales-summary.ts'
export { type BrowseFilter, browse, type ShopCard, shopCardsOf } from './prices/browse.ts'
export { getOffer } from './prices/get-offer.ts'
export { MAX_PRICE_MINOR, type Offer, TERM_MONTHS } from './prices/offer.ts'
export { pricesOf } from './prices/prices-of.ts'
export { publishDueItems } from './prices/publishing/publish-due-items.ts'
export { publishItem } from './prices/publishing/publish-item.ts'
export { saveDraft } from './prices/publishing/save-draft.ts'
export { scheduleItem } from './prices/publishing/schedule-item.ts'
export { type Quote, quote } from './prices/quote.ts'
export { quoteFor } from './prices/quote-for.ts'
export { setPrice } from './prices/set-price.ts'
export { setTerm } from './prices/set-term.ts'
export { type BookCheck, checkBooks } from './reconciliation/check-books.ts'
export { type Books, getBooks } from './reconciliation/get-books.ts'
export { healDueDifferences } from './reconciliation/heal-due-differences.ts'
export { reconcileDueBills } from './reconciliation/reconcile-due-bills.ts'
export { askAboutDifference, resolveDifference } from './reconciliation/resolve-difference.ts'
export { carryDueRefunds } from './refunds/carrying/carry-refund.ts'
export { type Decision, decideRefund, retryRefund } from './refunds/decide-refund.ts'
export { listRefundsOf, listWaitingRefunds } from './refunds/list-refund-cases.ts'
export { previewRefund, type RefundPreview } from './refunds/preview-refund.ts'
export type { RefundCase } from './refunds/refund-case.ts'
export { refundOrder, type StaffRefund } from './refunds/refund-order.ts'
export { type Return, returnItems } from './refunds/return-items.ts'
export type { DeductionCode } from './refunds/unwind.ts'
export { continueDueSelfTests, continueSelfTest } from './selftest/continue-self-test.ts'
export { listSelfTests, type SelfTest, type TestableGateway } from './selftest/list-self-tests.ts'
export type { SelfTestStep } from './selftest/self-test.ts'
export { startSelfTest } from './selftest/start-self-test.ts'
export { type BooksReport, type Finding, verifyBooks } from './settlement/books/verify-books.ts'
export { recogniseEarnings } from './settlement/earning/recognise-earnings.ts'
export {
  findPayoutAccount,
  type PayoutAccount,
} from './settlement/payouts/accounts/find-payout-account.ts'
export {
  type PayoutAccountInput,
  savePayoutAccount,
} from './settlement/payouts/accounts/save-payout-account.ts'
export { approvePayout } from './settlement/payouts/approve-payout.ts'
export { cancelPayout } from './settlement/payouts/cancel-payout.ts'
export { getPayout, type PayoutFile } from './settlement/payouts/get-payout.ts'
export { listPayouts } from './settlement/payouts/list-payouts.ts'
export type { Payout, PayoutMethod, PayoutStatus } from './settlement/payouts/payout.ts'
export { recordManualPayout } from './settlement/payouts/record-manual-payout.ts'
export { requestDuePayouts } from './settlement/payouts/request-due-payouts.ts'
export { requestPayout } from './settlement/payouts/request-payout.ts'
export { sendDuePayouts } from './settlement/payouts/send-due-payouts.ts'
export { releaseHeld } from './settlement/release/release-held.ts'
export { getMoneyRules, type MoneyRules } from './settlement/rules/get-money-rules.ts'
export { type CreatorTerms, listCreatorTerms } from './settlement/rules/list-creator-terms.ts'
export { setCollaborators } from './settlement/rules/set-collaborators.ts'
export { setCreatorTerms } from './settlement/rules/set-creator-terms.ts'
export { setDeliveryPromise } from './settlement/rules/set-delivery-promise.ts'
export {
  getMoneyOverview,
  type MoneyOverview,
} from './settlement/statements/get-money-overview.ts'
export { getStatement } from './settlement/statements/get-statement.ts'
export {
  listStatementLines,
  streamStatementLines,
} from './settlement/statements/list-statement-lines.ts'
export type { Statement, StatementKind, StatementLine } from './settlement/statements/statement.ts'
export { askDueCharges } from './settling/ask-due-charges.ts'
export { checkPayment } from './settling/check-payment.ts'
export { expireOrders } from './settling/expire-orders.ts'
export { type Payment, startPayment } from './settling/start-payment.ts'
export { takeNotification } from './settling/take-notification.ts'
export { renewDueSubscriptions } from './subscriptions/renewing/renew-due-subscriptions.ts'
export { periodAfter } from './subscriptions/schedule/periods.ts'
export { prorate, switchNow } from './subscriptions/schedule/prorate.ts'
export { cancelRenewal } from './subscriptions/signing/cancel-renewal.ts'
export { listMyRenewals, type RenewalState } from './subscriptions/signing/list-my-renewals.ts'
export { renewalMethods } from './subscriptions/signing/renewal-methods.ts'
export { resumeRenewal } from './subscriptions/signing/resume-renewal.ts'
export { startRenewal } from './subscriptions/signing/start-renewal.ts'
export { remindOfRenewals } from './subscriptions/telling/remind-of-renewals.ts'
export { confirmManualRefund, decideTransfer } from './transfers/decide-transfer.ts'
export { getTransfer, type TransferToMake } from './transfers/get-transfer.ts'
export {
  getProofPicture,
  listTransfers,
  type ManualRefund,
  type Transfer,
} from './transfers/list-transfers.ts'
export { type ProofInput, submitProof } from './transfers/submit-proof.ts'
