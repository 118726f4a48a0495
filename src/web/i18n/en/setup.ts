import type { Same } from '../same.ts'
import type { setup as source } from '../zh/setup.ts'

export const setup: Same<typeof source> = {
  title: 'Set up your site',
  lead: 'This one page is all. Everything can be changed later in the studio’s settings.',
  site: 'Site',
  siteName: 'Name of the site',
  currency: 'Currency',
  currencyCny: 'Chinese yuan',
  methods: 'Ways to pay',
  methodsHint:
    'Merchant keys come from the environment; without a merchant account, sell on the simulators first.',
  owner: 'Your account',
  finish: 'Finish and open the studio',
  outbox: 'Outbox',
  outboxHint: 'A development site sends no mail; every letter lands here.',
  noMail: 'No mail yet.',
}
