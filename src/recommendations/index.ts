export { type Choice, choose, getChoice } from './choices/choose.ts'
export { forgetProfile } from './choices/forget-profile.ts'
export { listUnwilling } from './choices/list-unwilling.ts'
export { runRecsys, usage } from './command/run-recsys.ts'
export { sendDueDigests } from './digest/send-due-digests.ts'
export { unsubscribeDigest } from './digest/unsubscribe-digest.ts'
export type { Interval } from './experiment/interval.ts'
export { type ArmFigures, measureUplift, type Uplift } from './experiment/measure-uplift.ts'
export { type ModelKind, modelKinds } from './models/model.ts'
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
export {
  getModelReport,
  type ModelReport,
  type ReportedModel,
  type ReportedTraining,
} from './studio/get-model-report.ts'
export { type Choosable, listChoosable } from './studio/list-choosable.ts'
export { listReaders, type Reader } from './studio/list-readers.ts'
export { type Tried, type TriedAs, tryAs } from './studio/try-as.ts'
export { embedFreshItem } from './training/embed-fresh-item.ts'
export { requestTraining } from './training/request-training.ts'
export { runDueTraining } from './training/run-due-training.ts'
export { mayRemember } from './visitors/may-remember.ts'
export { addToTaste, dismissFromTaste, NO_TASTE, readTaste, type Taste } from './visitors/taste.ts'
