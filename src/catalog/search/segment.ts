import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { stem } from './stem.ts'

let jieba: Jieba | null = null

/** Words that say how, not what: every text has them. */
const silent = new Set([
  ...'的了是在和与及也就都而或之其以于则把被让向从到给对这那吗呢吧啊呀着过得地很',
  ...['the', 'a', 'an', 'of', 'to', 'in', 'and', 'or', 'is', 'are', 'for', 'on', 'with'],
])

/** A lexeme of PostgreSQL may have 2 KB; no word that people search for has 40 characters. */
const MAX_WORD = 40

/**
 * The words of a text in order, as they are looked for: Chinese cut as finely as a dictionary
 * knows (人工智能 also as 人工 and 智能), English as small stems; the same for index and query.
 */
export function segment(text: string): string[] {
  return cut(text).map(stem)
}

/** Nouns of every text, and words of every program, which say nothing of this one. */
const general = new Set([
  ...'时候 时刻 时间 问题 东西 地方 事情 方法 办法 部分'.split(' '),
  ...'async await const let function return import export from select where null true false'.split(
    ' ',
  ),
])

/** Whether a word by itself says what a text is about: a noun, or a foreign word. */
export function isTopic(word: string): boolean {
  if (word.length < 2 || general.has(word)) return false
  jieba ??= Jieba.withDict(dict)
  const kinds = jieba.tag(word, true).map(({ tag }) => tag)
  return kinds.length === 1 && /^(n|vn|an|eng)/.test(kinds[0] ?? '')
}

/** The same words unstemmed, as they stand in the text in small letters. */
export function cut(text: string): string[] {
  jieba ??= Jieba.withDict(dict)
  const plain = text.normalize('NFKC').toLowerCase()
  const words = jieba
    .cutForSearch(plain, true)
    .flatMap((piece) => piece.match(/[\p{Script=Han}]+|[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => word.length <= MAX_WORD)
  const telling = words.filter((word) => !silent.has(word))
  return telling.length > 0 ? telling : words
}

/** Every two neighbouring Chinese characters: the dictionary cuts otherwise in other company. */
export function pairs(text: string): string[] {
  return runs(text).flatMap((run) => {
    const characters = [...run]
    return characters.slice(1).map((character, n) => `${characters[n]}${character}`)
  })
}

/** The Chinese runs of two characters or more. */
function runs(text: string): string[] {
  return text.normalize('NFKC').match(/\p{Script=Han}{2,}/gu) ?? []
}
