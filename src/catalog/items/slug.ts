import { pinyin } from 'pinyin-pro'

/** As long as fits a line of a message with the site's address before it. */
const MAX_SLUG = 80
export const slugShape = /^[a-z0-9]+(?:-[a-z0-9]+)*$/

/** A readable address from a title: Chinese by its pinyin; empty when nothing is left of it. */
export function slugOf(title: string): string {
  const spelled = pinyin(title.normalize('NFKC'), {
    toneType: 'none',
    type: 'array',
    nonZh: 'consecutive',
    v: true,
  })
  const words = spelled.join(' ').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return shortened(words.match(/[a-z0-9]+/g) ?? [])
}

function shortened(words: string[]): string {
  let slug = ''
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word
    if (longer.length > MAX_SLUG) break
    slug = longer
  }
  return slug || (words[0] ?? '').slice(0, MAX_SLUG)
}

/** A tag's address is its own words, small: 时间管理, c++; null when it has none. */
export function tagSlugOf(name: string): string | null {
  const words =
    name
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}+#.]+/gu) ?? []
  const slug = words.join('-')
  return /[\p{L}\p{N}]/u.test(slug) ? slug : null
}
