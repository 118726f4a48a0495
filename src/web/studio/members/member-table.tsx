import type * as accounts from '#accounts'
import { roles } from '#kernel/actor.ts'
import { useWords } from '../../i18n/use-words.ts'
import { useShell } from '../../shell/shell.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Confirm } from '../../ui/controls/confirm.tsx'
import { Choice } from '../../ui/controls/field.tsx'
import { Form } from '../../ui/controls/form.tsx'

type Member = accounts.Member

export function MemberTable({ members }: { members: Member[] }) {
  const { t, date } = useWords()
  const { viewer } = useShell()
  const may = {
    grant: viewer?.roles.includes('owner') ?? false,
    suspend: viewer?.roles.some((role) => role === 'owner' || role === 'moderator') ?? false,
  }
  return (
    <table className="rows">
      <thead>
        <tr>
          <th scope="col">{t('members.member')}</th>
          <th scope="col">{t('members.roles')}</th>
          <th scope="col">{t('members.joined')}</th>
          <th scope="col">{t('members.manage')}</th>
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.id}>
            <td>
              <span className="block font-serif">{member.name}</span>
              <span className="text-xs text-faint">
                {member.username} · {member.email}
              </span>
            </td>
            <td data-label={t('members.roles')}>
              {member.roles.map((role) => t(`members.role.${role}`)).join('、')}
              {member.suspendedAt && <strong> · {t('members.suspended')}</strong>}
            </td>
            <td data-label={t('members.joined')} className="figures">
              {date(member.createdAt, 'day')}
            </td>
            <td data-label={t('members.manage')}>
              {(may.grant || may.suspend) && <Manage member={member} may={may} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type ManageProps = { member: Member; may: { grant: boolean; suspend: boolean } }

function Manage({ member, may }: ManageProps) {
  const { t } = useWords()
  return (
    <Confirm label={t('members.manage')}>
      {may.grant && <RolesForm member={member} />}
      {may.suspend && !member.roles.includes('owner') && <SuspendForm member={member} />}
    </Confirm>
  )
}

function RolesForm({ member }: { member: Member }) {
  const { t } = useWords()
  return (
    <Form className="grid gap-3">
      <input type="hidden" name="personId" value={member.id} />
      <input type="hidden" name="intent" value="roles" />
      <div className="grid gap-2 sm:grid-cols-2">
        {roles
          .filter((role) => role !== 'learner')
          .map((role) => (
            <Choice
              key={role}
              type="checkbox"
              name={`role-${role}`}
              defaultChecked={member.roles.includes(role)}
            >
              {t(`members.role.${role}`)}
            </Choice>
          ))}
      </div>
      <p className="hint">{t('members.rolesHint')}</p>
      <Button className="w-fit">{t('members.saveRoles')}</Button>
    </Form>
  )
}

function SuspendForm({ member }: { member: Member }) {
  const { t } = useWords()
  const suspended = member.suspendedAt !== null
  return (
    <Form className="mt-6 grid gap-3">
      <input type="hidden" name="personId" value={member.id} />
      <input type="hidden" name="intent" value={suspended ? 'restore' : 'suspend'} />
      {!suspended && <p className="hint">{t('members.suspendExplained')}</p>}
      <Button tone={suspended ? 'primary' : 'seal'} className="w-fit">
        {t(suspended ? 'members.restore' : 'members.suspend')}
      </Button>
    </Form>
  )
}
