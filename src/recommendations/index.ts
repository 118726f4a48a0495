export { type Choice, choose, getChoice } from './choices/choose.ts'
export { forgetProfile } from './choices/forget-profile.ts'
export {
  getRecommendationSettings,
  type RecommendationSettings,
  saveRecommendationSettings,
} from './settings.ts'
export { dismissItem, undismissItem } from './signals/dismiss-item.ts'
export { noteView, type ViewReport, viewReport } from './signals/note-view.ts'
export { mayRemember } from './visitors/may-remember.ts'
export { addToTaste, dropFromTaste, NO_TASTE, readTaste } from './visitors/taste.ts'
