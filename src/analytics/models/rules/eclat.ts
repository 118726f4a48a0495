import type { Baskets } from './baskets.ts'

export type EclatOptions = {
  /** Least share of the baskets, 0 < minSupport ≤ 1; a set is frequent at this share or above. */
  minSupport: number
  /** Most items in a set. */
  maxLength?: number
  /** Most sets to find: beyond it the support is too low for what is wanted. */
  limit?: number
}

/**
 * Every frequent set as a tree of prefixes: set n is its `item[n]` added to set `parent[n]`; -1 is
 * the empty set. Along a path items stand by `rank`, rarest first.
 */
export type Itemsets = {
  baskets: number
  item: number[]
  parent: number[]
  length: number[]
  /** In how many baskets the whole set lies. */
  count: number[]
  rank: Int32Array
}

export type Mined = { kind: 'found'; itemsets: Itemsets } | { kind: 'too_many'; limit: number }

/** Some sets can be written out by a person; a million cannot, and would fill the memory. */
const ITEMSET_LIMIT = 200_000
/** Longer than any shelf that is read; keeps the depth of the search bounded. */
const LENGTH_LIMIT = 10

/**
 * All frequent sets by Eclat (Zaki, "Scalable algorithms for association mining", IEEE TKDE 12(3),
 * 2000): each item is the bitset of its baskets, a set is the intersection of two sets that differ
 * in their last item, and prefix classes are searched depth first. Exact. The bitsets of the
 * classes on the path are all that is held, in one stack of slots.
 */
export function eclat(baskets: Baskets, options: EclatOptions): Mined {
  const { minSupport, maxLength = LENGTH_LIMIT, limit = ITEMSET_LIMIT } = options
  const least = Math.max(1, Math.ceil(minSupport * baskets.count - 1e-9))
  const search = startSearch(baskets, least)
  const whole = { least, maxLength, limit, prefix: -1, depth: 1, members: search.first }
  const isDone = extend(search, whole)
  return isDone ? { kind: 'found', itemsets: search.found } : { kind: 'too_many', limit }
}

type Search = {
  words: number
  slots: Uint32Array[]
  used: number
  found: Itemsets
  first: Member[]
}
type Member = { item: number; slot: number; count: number }
type Class = {
  least: number
  maxLength: number
  limit: number
  prefix: number
  depth: number
  members: Member[]
}

function startSearch(baskets: Baskets, least: number): Search {
  const counts = new Uint32Array(baskets.itemCount)
  for (const item of baskets.items) counts[item] = (counts[item] ?? 0) + 1
  const frequent = [...counts.keys()].filter((item) => (counts[item] ?? 0) >= least)
  frequent.sort((a, b) => (counts[a] ?? 0) - (counts[b] ?? 0) || a - b)
  const rank = new Int32Array(baskets.itemCount).fill(-1)
  frequent.forEach((item, at) => {
    rank[item] = at
  })
  const words = Math.ceil(baskets.count / 32)
  const slots = frequent.map(() => new Uint32Array(words))
  for (let basket = 0; basket < baskets.count; basket++) {
    for (let at = baskets.offsets[basket] ?? 0; at < (baskets.offsets[basket + 1] ?? 0); at++) {
      const slot = slots[rank[baskets.items[at] ?? 0] ?? -1]
      if (slot) slot[basket >>> 5] = (slot[basket >>> 5] ?? 0) | (1 << (basket & 31))
    }
  }
  const found = { baskets: baskets.count, item: [], parent: [], length: [], count: [], rank }
  const first = frequent.map((item, slot) => ({ item, slot, count: counts[item] ?? 0 }))
  return { words, slots, used: slots.length, found, first }
}

/** Writes down the members of a class and searches the classes they begin; false if too many. */
function extend(search: Search, one: Class): boolean {
  const { least, maxLength, limit, prefix, depth, members } = one
  const { found } = search
  for (const [at, member] of members.entries()) {
    if (found.item.length >= limit) return false
    const node = found.item.push(member.item) - 1
    found.parent.push(prefix)
    found.length.push(depth)
    found.count.push(member.count)
    if (depth >= maxLength) continue
    const before = search.used
    const next = membersOf(search, member, members, at + 1, least)
    const isDone =
      next.length === 0 || extend(search, { ...one, prefix: node, depth: depth + 1, members: next })
    search.used = before
    if (!isDone) return false
  }
  return true
}

function membersOf(search: Search, left: Member, members: Member[], from: number, least: number) {
  const next: Member[] = []
  for (let at = from; at < members.length; at++) {
    const right = members[at]
    if (!right) continue
    const count = intersect(search, left.slot, right.slot)
    if (count >= least) next.push({ item: right.item, slot: search.used++, count })
  }
  return next
}

/** Puts a ∩ b into the first free slot and counts its bits. */
function intersect(search: Search, a: number, b: number): number {
  const left = search.slots[a]
  const right = search.slots[b]
  let out = search.slots[search.used]
  if (!out) {
    out = new Uint32Array(search.words)
    search.slots.push(out)
  }
  if (!left || !right) return 0
  let count = 0
  for (let word = 0; word < search.words; word++) {
    const both = (left[word] ?? 0) & (right[word] ?? 0)
    out[word] = both
    if (both !== 0) count += bitsIn(both)
  }
  return count
}

/** Set bits of a 32-bit word (Warren, "Hacker's Delight", figure 5-2). */
function bitsIn(word: number): number {
  let x = word - ((word >>> 1) & 0x55555555)
  x = (x & 0x33333333) + ((x >>> 2) & 0x33333333)
  x = (x + (x >>> 4)) & 0x0f0f0f0f
  return Math.imul(x, 0x01010101) >>> 24
}
