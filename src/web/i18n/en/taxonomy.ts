import type { Same } from '../same.ts'
import type { taxonomy as zh } from '../zh/taxonomy.ts'

export const taxonomy: Same<typeof zh> = {
  title: 'Categories',
  lead: 'Readers find things in the catalogue by this tree. One that holds anything cannot go.',
  none: 'No categories yet.',
  add: 'Add or change',
  slug: 'Address',
  slugHint: 'Small letters, digits and dashes; an address in use changes that category.',
  nameZh: 'Name in Chinese',
  nameEn: 'Name in English',
  parent: 'Parent',
  top: '(top level)',
  position: 'Order',
  remove: 'Remove',
  saved: 'Category saved.',
  count: '{count} pieces',
}
