import type { Call } from '../engine/http.ts'
import type { WechatBooks } from './order.ts'
import { endContract, openContract, signContract } from './papay/contract.ts'
import { readContractAsk } from './papay/contract-pages.ts'

/** What a test or a person may do to 周期扣费. `agreementNo` is the merchant's. */
export function wechatControl(books: WechatBooks) {
  return {
    contracts: () =>
      books.contracts.all().map(({ code, contractId, state, notice }) => ({
        agreementNo: code,
        contractId,
        state,
        announcedOn: notice?.day ?? null,
      })),
    /** The payer signs what the page shows. */
    signContract: ({ agreementNo }: { agreementNo: string }) => signContract(books, agreementNo),
    /** The payer ends it in WeChat; the merchant may never be told. */
    endContract: ({ agreementNo, told = true }: { agreementNo: string; told?: boolean }) =>
      endContract(books, agreementNo, 2, told),
    /** What the next charges meet: a failure's code, or (null) nothing. */
    troubleContract: ({ agreementNo, code }: { agreementNo: string; code: string | null }) => {
      const contract = books.contracts.get(agreementNo)
      if (contract) books.contracts.put(agreementNo, { ...contract, trouble: code })
      return contract !== undefined
    },
    /** Whether this merchant may announce charges. */
    permitNotices: ({ permitted }: { permitted: boolean }) =>
      books.settings.put('papay', { announces: permitted }).announces,
  }
}

/** Opens the address of a contract as a payer does; answers the merchant's number of it. */
export function openAddress(books: WechatBooks, url: string): string | null {
  if (!URL.canParse(url)) return null
  const { host, pathname, search, searchParams } = new URL(url)
  const call: Call = {
    method: 'GET',
    path: pathname,
    target: `${pathname}${search}`,
    query: searchParams,
    headers: { host },
    body: Buffer.alloc(0),
    fromLoopback: true,
  }
  if (pathname.startsWith('/wechat/contracts/')) {
    return books.contracts.get(pathname.split('/').at(-1) ?? '')?.code ?? null
  }
  if (pathname !== '/papay/entrustweb') return null
  const asked = readContractAsk(books, call)
  return typeof asked === 'string' ? null : openContract(books, asked).code
}
