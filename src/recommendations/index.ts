export { type Choice, choose, getChoice } from './choices/choose.ts'
export { forgetProfile } from './choices/forget-profile.ts'
export { listUnwilling } from './choices/list-unwilling.ts'
export { runRecsys, usage } from './command/run-recsys.ts'
export { type Because, becauseYouStudied } from './serving/because-you-studied.ts'
export { type ProfileEntry, profileOf } from './serving/profile-of.ts'
export type { Reason } from './serving/reason.ts'
export { type Recommended, recommendItems, type Suggestion } from './serving/recommend-items.ts'
export { similarItems } from './serving/similar-items.ts'
export {
  getRecommendationSettings,
  type RecommendationSettings,
  saveRecommendationSettings,
} from './settings.ts'
export { dismissItem, undismissItem } from './signals/dismiss-item.ts'
export { listDismissed } from './signals/list-dismissed.ts'
export { noteView, type ViewReport, viewReport } from './signals/note-view.ts'
export { embedFreshItem } from './training/embed-fresh-item.ts'
export { requestTraining } from './training/request-training.ts'
export { runDueTraining } from './training/run-due-training.ts'
export { mayRemember } from './visitors/may-remember.ts'
export { addToTaste, dismissFromTaste, NO_TASTE, readTaste, type Taste } from './visitors/taste.ts'
