/** For a demo on one's own machine only: the platform refuses to seed in production. */
export const demoPassword = 'wenqu-demo-2026'

export const site = {
  siteName: '问渠书院',
  tagline: '问渠那得清如许？为有源头活水来。',
  currency: 'CNY' as const,
  paymentMethods: ['alipay' as const, 'wechat' as const, 'stripe' as const],
}

export const creator = {
  username: 'linqingyuan',
  email: 'linqingyuan@example.com',
  password: demoPassword,
  name: '林清源',
  profile: {
    name: '林清源',
    bio: '做过十二年工程师，带过团队，也读过几年古籍。如今在问渠书院写字、录课，只讲自己用过、想清楚了的东西。',
    website: '',
  },
}

export const learner = {
  username: 'xuesheng',
  email: 'xuesheng@example.com',
  name: '学生小周',
}
