import { pinyin } from 'pinyin-pro'

const han = /\p{Script=Han}/u

export function isChinese(text: string): boolean {
  return han.test(text)
}

/** 知识付费 → zhishifufei; what is not Chinese stays, small and without spaces. */
export function spelled(text: string): string {
  return syllables(text).join('')
}

/** 知识付费 → zsff; a word in Latin letters gives its first. */
export function initials(text: string): string {
  return syllables(text)
    .map((syllable) => syllable[0])
    .join('')
}

function syllables(text: string): string[] {
  const options = { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true } as const
  return pinyin(text.normalize('NFKC'), options).flatMap(
    (piece) => piece.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
  )
}
