/** What is removed or replaced at the end of a word, when the measure of the rest is above 0. */
const step2: [string, string][] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['abli', 'able'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
]
const step3: [string, string][] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
]
const step4 = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent', 'ou'],
  ...['ism', 'ate', 'iti', 'ous', 'ive', 'ize'],
]

/** The stem of a small-letter word (M. F. Porter, “An algorithm for suffix stripping”, 1980). */
export function stem(word: string): string {
  if (word.length <= 2 || !/^[a-z]+$/.test(word)) return word
  let stemmed = withoutPast(withoutPlural(word))
  if (/[^y]y$/.test(stemmed) && hasVowel(stemmed.slice(0, -1))) {
    stemmed = `${stemmed.slice(0, -1)}i`
  }
  stemmed = replaceEnd(replaceEnd(stemmed, step2), step3)
  return tidied(withoutSuffix(stemmed))
}

function withoutPlural(word: string): string {
  if (/sses$|ies$/.test(word)) return word.slice(0, -2)
  return /[^s]s$/.test(word) ? word.slice(0, -1) : word
}

function withoutPast(word: string): string {
  if (word.endsWith('eed')) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word
  const rest = word.endsWith('ed') ? word.slice(0, -2) : word.replace(/ing$/, '')
  if (rest === word || !hasVowel(rest)) return word
  if (/(?:at|bl|iz)$/.test(rest)) return `${rest}e`
  if (endsDouble(rest) && !/[lsz]$/.test(rest)) return rest.slice(0, -1)
  return measure(rest) === 1 && endsShort(rest) ? `${rest}e` : rest
}

function replaceEnd(word: string, endings: [string, string][]): string {
  const found = longestEnding(
    word,
    endings.map(([ending]) => ending),
  )
  if (!found) return word
  const rest = word.slice(0, -found.length)
  const replacement = endings.find(([ending]) => ending === found)?.[1] ?? ''
  return measure(rest) > 0 ? rest + replacement : word
}

function withoutSuffix(word: string): string {
  const found = longestEnding(word, [...step4, 'ion'])
  if (!found) return word
  const rest = word.slice(0, -found.length)
  if (found === 'ion' && !/[st]$/.test(rest)) return word
  return measure(rest) > 1 ? rest : word
}

function tidied(word: string): string {
  let rest = word
  if (rest.endsWith('e')) {
    const before = rest.slice(0, -1)
    const size = measure(before)
    if (size > 1 || (size === 1 && !endsShort(before))) rest = before
  }
  return rest.endsWith('ll') && measure(rest) > 1 ? rest.slice(0, -1) : rest
}

function longestEnding(word: string, endings: string[]): string | undefined {
  return endings.filter((ending) => word.endsWith(ending)).sort((a, b) => b.length - a.length)[0]
}

/** The word as consonants `c` and vowels `v`; y is a vowel after a consonant. */
function shape(word: string): string {
  let letters = ''
  for (const letter of word) {
    const isVowel = 'aeiou'.includes(letter) || (letter === 'y' && letters.endsWith('c'))
    letters += isVowel ? 'v' : 'c'
  }
  return letters
}

/** How often a vowel run is followed by a consonant run. */
function measure(word: string): number {
  return shape(word).match(/v+c+/g)?.length ?? 0
}

function hasVowel(word: string): boolean {
  return shape(word).includes('v')
}

function endsDouble(word: string): boolean {
  return /([a-z])\1$/.test(word) && shape(word).endsWith('c')
}

function endsShort(word: string): boolean {
  return shape(word).endsWith('cvc') && !/[wxy]$/.test(word)
}
