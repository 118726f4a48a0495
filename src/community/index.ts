export { listBookmarks } from './marks/list-bookmarks.ts'
export { type MarkKind, setMark } from './marks/set-mark.ts'
export { type Opinion, opinionOf } from './ratings/opinion-of.ts'
export { rateItem } from './ratings/rate-item.ts'
