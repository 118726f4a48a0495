export { type Choice, choose, getChoice } from './choices/choose.ts'
export { forgetProfile } from './choices/forget-profile.ts'
export {
  getRecommendationSettings,
  type RecommendationSettings,
  saveRecommendationSettings,
} from './settings.ts'
export { dismissItem, undismissItem } from './signals/dismiss-item.ts'
export { noteView, viewReport } from './signals/note-view.ts'
