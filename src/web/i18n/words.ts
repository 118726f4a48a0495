import { en } from './en/index.ts'
import type { Locale } from './locale.ts'
import { zh } from './zh/index.ts'

/** Chinese is the source: its keys are the keys, and English must have each of them. */
export type Words = typeof zh
export type Area = keyof Words
export type WordKey = { [A in Area]: `${A}.${keyof Words[A] & string}` }[Area]
export type WordValues = Readonly<Record<string, string | number>>
export type Translate = (key: WordKey, values?: WordValues) => string

const dictionaries: Record<Locale, Record<string, Record<string, string>>> = { 'zh-CN': zh, en }

export function translator(locale: Locale): Translate {
  const dictionary = dictionaries[locale]
  return (key, values) => fill(find(dictionary, key) ?? key, values)
}

/** The wording of a key that is only known at run time; null when there is none. */
export function findWords(locale: Locale, key: string): string | null {
  return find(dictionaries[locale], key)
}

function find(dictionary: Record<string, Record<string, string>>, key: string): string | null {
  const dot = key.indexOf('.')
  const area = dictionary[key.slice(0, dot)]
  const name = key.slice(dot + 1)
  return area && Object.hasOwn(area, name) ? (area[name] ?? null) : null
}

const slot = /\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g

/** Fills `{name}`; `{count|one|many}` chooses by number, with `#` standing for the number. */
export function fill(text: string, values: WordValues = {}): string {
  return text.replace(slot, (whole, name: string, one?: string, many?: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (one === undefined || many === undefined) return String(value)
    return (Number(value) === 1 ? one : many).replaceAll('#', String(value))
  })
}
