declare const checked: unique symbol

/**
 * The permission to read one text in full. Its brand is known to this file alone, so that a page
 * cannot make one by accident; only the library, having checked who asks, mints one by a cast.
 */
export type Pass = {
  readonly [checked]: true
  readonly subject: 'item' | 'lesson'
  readonly id: string
  /** Whom it was checked for: must be the actor who reads; null for everyone. */
  readonly personId: string | null
}

/** What the library puts into a pass before the cast. */
export type PassClaim = Omit<Pass, typeof checked>
