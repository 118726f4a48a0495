import type { Mail } from '#platform/mail/send-mail.ts'

/** The reset mail in both languages: the reader's is not known before log-in. */
export function resetMail(to: string, publicUrl: string, token: string): Mail {
  const link = `${publicUrl}/reset-password?token=${encodeURIComponent(token)}`
  return {
    to,
    subject: '重设密码 · Reset your password',
    body: [
      '有人（应该是您）请求重设这个邮箱的登录密码。请在 30 分钟内打开下面的链接：',
      '',
      link,
      '',
      '如果不是您本人，请忽略这封邮件，密码不会改变。',
      '',
      'Somebody, hopefully you, asked to reset the password of this account. The link above works',
      'for 30 minutes. If it was not you, ignore this mail: nothing changes.',
    ].join('\n'),
  }
}
