export const opinions = {
  title: '你觉得怎么样',
  like: '赞',
  liked: '已赞',
  bookmark: '收藏',
  bookmarked: '已收藏',
  rate: '评分',
  stars: '{count} 星',
  rating: '{mean} 分，{count} 人评过',
  unrate: '收回评分',
  rateHint: '学过的人才能评分。',
}
