import { accounts } from './accounts.ts'
import { authoring } from './authoring.ts'
import { catalog } from './catalog.ts'
import { money } from './commerce/money.ts'
import { refunds } from './commerce/refunds.ts'
import { renewals } from './commerce/renewals.ts'
import { transfers } from './commerce/transfers.ts'
import { commerce } from './commerce.ts'
import { errors } from './errors.ts'
import { members, taxonomy } from './house.ts'
import { library } from './library.ts'
import { reading } from './reading.ts'
import { setup } from './setup.ts'
import { shell } from './shell.ts'
import { studio } from './studio.ts'

export const en = {
  accounts,
  authoring,
  catalog,
  commerce,
  errors,
  library,
  members,
  money,
  reading,
  refunds,
  renewals,
  setup,
  shell,
  studio,
  taxonomy,
  transfers,
}
