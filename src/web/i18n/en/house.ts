import type { Same } from '../same.ts'
import type { members as zhMembers, taxonomy as zhTaxonomy } from '../zh/house.ts'

export const members: Same<typeof zhMembers> = {
  title: 'Members',
  find: 'Name, username or e-mail',
  none: 'No member matches.',
  member: 'Member',
  joined: 'Joined',
  roles: 'Roles',
  'role.learner': 'Learner',
  'role.creator': 'Creator',
  'role.reviewer': 'Reviewer',
  'role.moderator': 'Moderator',
  'role.support': 'Support',
  'role.owner': 'Owner',
  suspended: 'Suspended',
  manage: 'Manage',
  saveRoles: 'Save roles',
  rolesHint: 'Roles add up and hold from the next request on.',
  suspend: 'Suspend account',
  suspendExplained: 'Every session ends at once and none can be opened. Purchases and orders stay.',
  restore: 'Restore account',
  saved: 'Saved.',
}

export const taxonomy: Same<typeof zhTaxonomy> = {
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
