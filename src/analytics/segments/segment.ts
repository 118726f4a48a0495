/** What a segment may be called; words for people are in the dictionaries. */
export const segmentKeys = [
  'champions',
  'loyal',
  'learners',
  'at_risk',
  'sleeping',
  'new',
  'window_shoppers',
  'other',
] as const
export type SegmentKey = (typeof segmentKeys)[number]

/** Fewer people than this are not a group but persons: they go into `other`, or nowhere. */
export const LEAST_MEMBERS = 5
