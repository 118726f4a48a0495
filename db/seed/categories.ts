type Category = { slug: string; nameZh: string; nameEn: string; children?: Category[] }

/** Four fields and what they hold, in the order of the site. */
export const categories: readonly Category[] = [
  {
    ...{ slug: 'career', nameZh: '职业', nameEn: 'Career' },
    children: [
      { slug: 'growth', nameZh: '成长与选择', nameEn: 'Growth and choices' },
      { slug: 'communication', nameZh: '沟通与表达', nameEn: 'Communication' },
    ],
  },
  {
    ...{ slug: 'programming', nameZh: '编程', nameEn: 'Programming' },
    children: [
      { slug: 'fundamentals', nameZh: '基本功', nameEn: 'Fundamentals' },
      { slug: 'systems', nameZh: '系统设计', nameEn: 'Systems' },
      { slug: 'data', nameZh: '数据', nameEn: 'Data' },
    ],
  },
  {
    ...{ slug: 'well-being', nameZh: '身心', nameEn: 'Well-being' },
    children: [
      { slug: 'rest', nameZh: '睡眠与运动', nameEn: 'Sleep and movement' },
      { slug: 'mind', nameZh: '心绪与专注', nameEn: 'Mind and attention' },
    ],
  },
  {
    ...{ slug: 'scholarship', nameZh: '治学', nameEn: 'Scholarship' },
    children: [
      { slug: 'reading', nameZh: '读书', nameEn: 'Reading' },
      { slug: 'notes', nameZh: '笔记与自学', nameEn: 'Notes and self-study' },
    ],
  },
]
