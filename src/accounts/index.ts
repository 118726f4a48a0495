export {
  isSecure,
  PASSWORD_LENGTH,
  sessionCookieName,
  setSiteAddress,
  siteAddress,
} from './auth.ts'
export { listMembers, type Member } from './members/list-members.ts'
export { restoreMember, suspendMember } from './members/suspend-member.ts'
export { changePassword } from './passwords/change-password.ts'
export { requestPasswordReset } from './passwords/request-password-reset.ts'
export { resetPassword } from './passwords/reset-password.ts'
export { isUsername, type Person, type PublicPerson, USERNAME_LENGTH } from './people/person.ts'
export { register } from './people/register.ts'
export { getAuthor } from './profile/get-author.ts'
export { getMe } from './profile/get-me.ts'
export { getPerson } from './profile/get-person.ts'
export { updateProfile } from './profile/update-profile.ts'
export { grantRole, revokeRole } from './roles/grant-role.ts'
export { setRoles } from './roles/set-roles.ts'
export { type Identity, identify, identifyByToken, nobody } from './sessions/identify.ts'
export { listSessions, type SessionRow } from './sessions/list-sessions.ts'
export { type LogIn, logIn } from './sessions/log-in.ts'
export { logOut } from './sessions/log-out.ts'
export { revokeOtherSessions, revokeSession } from './sessions/revoke-session.ts'
export { needsSetup } from './setup/needs-setup.ts'
export { type SiteSetup, setUpSite } from './setup/set-up-site.ts'
export { setupToken } from './setup/setup-token.ts'
export { issueApiToken } from './tokens/api-token.ts'
