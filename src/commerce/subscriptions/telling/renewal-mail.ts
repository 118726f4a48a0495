import type { Mail } from '#platform/mail/send-mail.ts'

/** What a person is told of a renewal; the mail's words are here, in both languages. */
export type Telling =
  | 'on'
  | 'not_signed'
  | 'charge_in_7'
  | 'charge_in_1'
  | 'term_ends_in_7'
  | 'term_ends_in_1'
  | 'charge_failed'
  | 'cancelled'
  | 'ended'

export type About = {
  to: string
  siteName: string
  publicUrl: string
  title: string
  /** As people read it, with its currency. */
  amount: string
  /** A Shanghai day: of the charge, or on which access ends. */
  day: string
}

type Words = (about: About) => { subject: string; zh: string; en: string }

const words: Record<Telling, Words> = {
  on: ({ title, amount, day }) => ({
    subject: `《${title}》的自动续费已开通`,
    zh: `到期前会按 ${amount} 续费，下一次在 ${day}。随时可以关闭。`,
    en: `Auto-renewal is on: ${amount}, next on ${day}. You can turn it off at any time.`,
  }),
  not_signed: ({ title, day }) => ({
    subject: `《${title}》的自动续费没有开通`,
    zh: `签约没有完成，已经付过的期限不受影响，可以读到 ${day}。`,
    en: `Auto-renewal was not signed. What you paid for stays open until ${day}.`,
  }),
  charge_in_7: ({ title, amount, day }) => ({
    subject: `《${title}》将在 7 天后续费`,
    zh: `${day} 将自动扣款 ${amount}。不想继续，请在这之前关闭自动续费。`,
    en: `${amount} will be charged on ${day}. Turn auto-renewal off before if you do not want it.`,
  }),
  charge_in_1: ({ title, amount, day }) => ({
    subject: `《${title}》将在明天续费`,
    zh: `${day} 将自动扣款 ${amount}。不想继续，请现在关闭自动续费。`,
    en: `${amount} will be charged on ${day}. Turn auto-renewal off now if you do not want it.`,
  }),
  term_ends_in_7: ({ title, day }) => ({
    subject: `《${title}》还有 7 天到期`,
    zh: `可以读到 ${day}。想继续读，可以续买或开通自动续费。`,
    en: `Your term ends on ${day}. You can buy another or turn auto-renewal on.`,
  }),
  term_ends_in_1: ({ title, day }) => ({
    subject: `《${title}》明天到期`,
    zh: `可以读到 ${day}。想继续读，可以续买或开通自动续费。`,
    en: `Your term ends on ${day}. You can buy another or turn auto-renewal on.`,
  }),
  charge_failed: ({ title, amount, day }) => ({
    subject: `《${title}》续费没有成功`,
    zh: `${amount} 没有扣成，${day} 会再试一次。请看看账户里的钱够不够；这期间照常可以读。`,
    en: `${amount} could not be charged and is tried again on ${day}. You can read on meanwhile.`,
  }),
  cancelled: ({ title, day }) => ({
    subject: `《${title}》的自动续费已关闭`,
    zh: `不会再扣款，可以读到 ${day}。`,
    en: `Nothing more will be charged. You can read until ${day}.`,
  }),
  ended: ({ title }) => ({
    subject: `《${title}》的期限已经结束`,
    zh: '续费没有成功，不会再扣款。想继续读，可以随时再买。',
    en: 'The renewal did not succeed and nothing more will be charged. You can buy again any time.',
  }),
}

export function renewalMail(what: Telling, about: About): Mail {
  const { subject, zh, en } = words[what](about)
  return {
    to: about.to,
    subject: `${about.siteName}：${subject}`,
    body: [zh, '', en, '', `${about.publicUrl}/account/renewals`].join('\n'),
  }
}
