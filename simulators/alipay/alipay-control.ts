import { type AlipayAgreement, signAgreement, unsignAgreement } from './agreement.ts'
import { type CertificatesInUse, setSigning } from './alipay-signing.ts'
import type { AlipayBooks } from './trade.ts'

/** What a test or a person may do to Alipay beyond its trades. `agreementNo` is the merchant's. */
export function alipayControl(books: AlipayBooks) {
  const change = (agreementNo: string, to: Partial<AlipayAgreement>): boolean => {
    const agreement = books.agreements.get(agreementNo)
    if (agreement) books.agreements.put(agreementNo, { ...agreement, ...to })
    return agreement !== undefined
  }
  return {
    agreements: () =>
      books.agreements.all().map(({ externalNo, status, nextDay, times, chargedFen }) => ({
        agreementNo: externalNo,
        status,
        nextDay,
        times,
        chargedFen: chargedFen.toString(),
      })),
    /** The payer signs what the page shows. */
    sign: ({ agreementNo }: { agreementNo: string }) => signAgreement(books, agreementNo),
    /** The payer ends it in the app; without `noticeUrl` the merchant is never told. */
    unsign: ({
      agreementNo,
      noticeUrl = null,
    }: {
      agreementNo: string
      noticeUrl?: string | null
    }) => unsignAgreement(books, agreementNo, noticeUrl),
    suspend: ({ agreementNo, suspended = true }: { agreementNo: string; suspended?: boolean }) =>
      change(agreementNo, { status: suspended ? 'STOP' : 'NORMAL' }),
    /** What the next charges meet: a refusal's code, `WAIT`, or (null) nothing. */
    troubleAgreement: ({ agreementNo, code }: { agreementNo: string; code: string | null }) =>
      change(agreementNo, { trouble: code }),
    /** Which certificate Alipay signs with; `both` alternates, as during a change. */
    rotateAlipay: ({ inUse }: { inUse: CertificatesInUse }) => setSigning(books.world, { inUse }),
  }
}
