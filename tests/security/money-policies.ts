import * as commerce from '#commerce'
import { postTransfer } from '#ledger'
import type { Who } from '#tests/cast.ts'
import type { Fields } from '#tests/http-browser.ts'
import type { Policy, World } from './policy.ts'

const writers = ['creator', 'author', 'owner'] as const
const editors = ['author', 'owner'] as const
const owner = ['owner'] as const
const cashiers = ['support', 'owner'] as const

const page = (may: readonly Who[], path: string): Policy => ({ may, call: () => ({ path }) })
const form = (may: readonly Who[], path: string, fields: Fields): Policy => ({
  may,
  call: () => ({ path, form: fields }),
})

/** Who may use the studio's pages of money. */
export const moneyPolicies: Record<string, Policy> = {
  'GET /studio/items/:itemId/income': {
    may: editors,
    call: ({ planted }) => ({ path: `/studio/items/${planted.course.id}/income` }),
  },
  'POST /studio/items/:itemId/income': {
    may: editors,
    call: ({ planted }) => ({
      path: `/studio/items/${planted.course.id}/income`,
      form: { intent: 'promise', plannedLessons: '' },
    }),
  },
  'GET /studio/books': page(cashiers, '/studio/books'),
  'POST /studio/books': form(cashiers, '/studio/books', { intent: 'check' }),
  'GET /studio/books/differences.csv': page(cashiers, '/studio/books/differences.csv'),
  'GET /studio/money': page(writers, '/studio/money'),
  // Nobody of the cast has so much: who may ask is told so.
  'POST /studio/money': { ...form(writers, '/studio/money', { amount: '99999' }), status: 409 },
  'GET /studio/money/account': page(writers, '/studio/money/account'),
  'POST /studio/money/account': form(writers, '/studio/money/account', {
    method: 'bank',
    account: '招商银行 6225 8888',
    name: '某人',
  }),
  'GET /studio/money/payouts': page(writers, '/studio/money/payouts'),
  'GET /studio/money/payouts/:number': {
    may: editors,
    call: async (world) => ({ path: `/studio/money/payouts/${await payout(world)}` }),
  },
  'POST /studio/money/payouts/:number': {
    may: editors,
    call: async (world) => ({
      path: `/studio/money/payouts/${await payout(world)}`,
      form: { intent: 'cancel', reason: '填错了' },
    }),
  },
  'GET /studio/money/statements/:personId/:month': {
    may: editors,
    call: async (world) => ({ path: await statement(world) }),
  },
  'GET /studio/money/statements/:personId/:month/:file': {
    may: editors,
    call: async (world) => ({ path: `${await statement(world)}/statement.csv` }),
  },
  'GET /studio/money/rules': page(owner, '/studio/money/rules'),
  'POST /studio/money/rules': form(owner, '/studio/money/rules', {
    intent: 'site',
    feeRate: '0',
    feeFixed: '0',
    holdDays: '7',
    payoutMin: '10',
    payoutLimit: '5000',
  }),
}

async function statement({ site }: World): Promise<string> {
  const { personId } = await site.person('author')
  return `/studio/money/statements/${personId}/2026-11`
}

let count = 0

/** A payout that the author has asked for; what it is paid from is booked for it. */
async function payout({ site }: World): Promise<string> {
  const author = await site.person('author')
  await postTransfer(site.as(), {
    key: `planted-payable:${++count}`,
    kind: 'adjustment',
    subject: 'planted',
    currency: 'CNY',
    postings: [
      { account: `payable:${author.personId}`, amountMinor: -5_000n },
      { account: 'suspense:alipay', amountMinor: 5_000n },
    ],
  })
  const account = { method: 'bank', account: '招商银行 62258888', name: '作者' } as const
  await commerce.savePayoutAccount(site.as(author), account, { autoFromMinor: null })
  const asked = await commerce.requestPayout(site.as(author), { amountMinor: 1_000n })
  return asked.number
}
