import { accounts } from './accounts.ts'
import { authoring } from './authoring.ts'
import { catalog } from './catalog.ts'
import { books } from './commerce/books.ts'
import { coupons } from './commerce/coupons.ts'
import { disputes, invoices, selftest } from './commerce/invoices.ts'
import { money } from './commerce/money.ts'
import { refunds } from './commerce/refunds.ts'
import { renewals } from './commerce/renewals.ts'
import { transfers } from './commerce/transfers.ts'
import { commerce } from './commerce.ts'
import { errors } from './errors.ts'
import { members, taxonomy } from './house.ts'
import { library } from './library.ts'
import { reading } from './reading.ts'
import { audience } from './recommendations/audience.ts'
import { opinions } from './recommendations/opinions.ts'
import { shelf } from './recommendations/shelf.ts'
import { recStudio } from './recommendations/studio.ts'
import { setup } from './setup.ts'
import { shell } from './shell.ts'
import { studio } from './studio.ts'

export const en = {
  accounts,
  audience,
  authoring,
  books,
  catalog,
  commerce,
  coupons,
  disputes,
  errors,
  invoices,
  library,
  members,
  money,
  opinions,
  reading,
  recStudio,
  refunds,
  renewals,
  selftest,
  setup,
  shelf,
  shell,
  studio,
  taxonomy,
  transfers,
}
