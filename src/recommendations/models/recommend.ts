/** Numbers of items, best first, and the score of each. */
export type Top = { items: Uint32Array; scores: Float32Array }

type Options = {
  /** How many are wanted at most. */
  count: number
  /** Items not to be considered, by number. */
  exclude?: Iterable<number>
}

/**
 * The best-scored items, by a heap of `count`: O(items · log count). Equal scores come in the order
 * of the item numbers; -Infinity and NaN are never recommended.
 */
export function recommend(scores: Float32Array, { count, exclude = [] }: Options): Top {
  const isExcluded = new Uint8Array(scores.length)
  for (const item of exclude) isExcluded[item] = 1
  const heap: Heap = { scores, items: new Uint32Array(Math.min(count, scores.length)), size: 0 }
  for (let item = 0; item < scores.length; item++) {
    if (isExcluded[item] === 0 && (scores[item] ?? 0) > -Infinity) offer(heap, item)
  }
  const items = heap.items.slice(0, heap.size)
  // By the same order as the heap's: score, then number.
  items.sort((a, b) => (isWorse(scores, a, b) ? 1 : -1))
  return { items, scores: Float32Array.from(items, (item) => scores[item] ?? 0) }
}

/** The worst that is kept stands on top. */
type Heap = { scores: Float32Array; items: Uint32Array; size: number }

function offer(heap: Heap, item: number): void {
  const { scores, items } = heap
  if (heap.size < items.length) {
    items[heap.size++] = item
    rise(heap)
  } else if (items.length > 0 && isWorse(scores, items[0] ?? 0, item)) {
    items[0] = item
    sink(heap)
  }
}

function rise({ scores, items, size }: Heap): void {
  let at = size - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!isWorse(scores, items[at] ?? 0, items[parent] ?? 0)) return
    swap(items, at, parent)
    at = parent
  }
}

function sink({ scores, items, size }: Heap): void {
  let at = 0
  for (;;) {
    let worst = at
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < size; child++) {
      if (isWorse(scores, items[child] ?? 0, items[worst] ?? 0)) worst = child
    }
    if (worst === at) return
    swap(items, at, worst)
    at = worst
  }
}

function swap(items: Uint32Array, a: number, b: number): void {
  const kept = items[a] ?? 0
  items[a] = items[b] ?? 0
  items[b] = kept
}

function isWorse(scores: Float32Array, a: number, b: number): boolean {
  const left = scores[a] ?? 0
  const right = scores[b] ?? 0
  return left < right || (left === right && a > b)
}
