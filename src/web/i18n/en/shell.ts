import type { Same } from '../same.ts'
import type { shell as source } from '../zh/shell.ts'

export const shell: Same<typeof source> = {
  skip: 'Skip to content',
  mainMenu: 'Main',
  footerMenu: 'Footer',
  menu: 'Menu',
  catalog: 'Catalogue',
  library: 'My library',
  orders: 'Orders',
  account: 'Account and security',
  studio: 'Studio',
  search: 'Search',
  searchHint: 'Title, author, text',
  searchGo: 'Search',
  theme: 'Light or dark',
  accountMenu: 'Menu of {name}',
  logIn: 'Log in',
  logOut: 'Log out',
  contact: 'Contact',
  poemSource:
    '“How is the pond so clear? From its source flows living water.” Zhu Xi, 12th century',
  breadcrumb: 'Breadcrumb',
  pages: 'Pages',
  nextPage: 'Next page',
  firstPage: 'Back to the first page',
  sandbox: 'Demo.',
  sandboxHint: 'Payments go to simulated gateways on this machine; no real money moves.',
  copy: 'Copy',
  copied: 'Copied',
}
