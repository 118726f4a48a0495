import { oneOf, type Random } from './chance.ts'

export type ReaderPerson = { name: string; username: string; email: string }

const surnames = [
  ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈',
]
const given = [
  ...['子涵', '雨桐', '梓轩', '思远', '嘉怡', '俊杰', '晓彤', '一鸣', '婉清', '志强', '丽华'],
  ...['建国', '秀英', '文博', '雅琴', '浩然', '静怡', '海燕', '立新', '若曦', '明哲', '慧敏'],
  ...['永康', '佳宁', '振宇', '春梅', '承志', '欣然', '国栋', '美玲', '天佑', '书瑶', '大伟'],
  ...[
    '凡',
    '颖',
    '磊',
    '娜',
    '峰',
    '洁',
    '涛',
    '蕾',
    '勇',
    '岚',
    '毅',
    '倩',
    '斌',
    '雪',
    '宁',
    '琳',
  ],
]
const syllables =
  'bai,chen,dong,fei,gao,hui,jin,kai,lan,mei,ning,ping,qiu,ran,shu,tao,wen,xia,yu,ze'
const parts = syllables.split(',')

/** Ordinary people, each address once; drawn from names alone, so that they tell nothing else. */
export function drawPeople(random: Random, count: number): ReaderPerson[] {
  const taken = new Set<string>()
  const people: ReaderPerson[] = []
  while (people.length < count) {
    const name = oneOf(random, surnames) + oneOf(random, given)
    const number = Math.floor(random() * 9_000 + 1_000)
    const username = `${oneOf(random, parts)}${oneOf(random, parts)}${number}`
    if (taken.has(username)) continue
    taken.add(username)
    people.push({ name, username, email: `${username}@example.com` })
  }
  return people
}
