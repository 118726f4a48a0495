import type { Same } from '../same.ts'
import type { library as source } from '../zh/library.ts'

export const library: Same<typeof source> = {
  title: 'My library',
  owned: 'What is mine',
  current: 'Go on with',
  empty: 'Your shelf is still empty.',
  finished: 'Finished',
}
