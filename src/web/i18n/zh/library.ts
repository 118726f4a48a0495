export const library = {
  title: '我的书架',
  owned: '我的内容',
  current: '接着学',
  empty: '书架还空着。',
  finished: '已学完',
}
