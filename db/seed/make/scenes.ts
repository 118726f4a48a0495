import { balance, grains, scroll, thread } from './scenes-desk.ts'
import { attention, enso, join, processes } from './scenes-figure.ts'
import { bamboo, bookhill, path, stones } from './scenes-land.ts'
import { cards, drawers, lamp } from './scenes-room.ts'
import { drop, night, pond, river } from './scenes-water.ts'

/** Every picture of the demo site by the name of its file. */
export const scenes: Record<string, () => string> = {
  ...{ pond, drop, river, night },
  ...{ stones, path, bamboo, bookhill },
  ...{ balance, cards, drawers, grains, lamp, scroll, thread },
  ...{ attention, enso, join, processes },
}
