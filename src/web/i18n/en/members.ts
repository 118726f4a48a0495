import type { Same } from '../same.ts'
import type { members as zh } from '../zh/members.ts'

export const members: Same<typeof zh> = {
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
