import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Takes minutes by itself: begun last, it would keep everybody waiting at the end. */
const LONG = ['tests/simulation/', 'tests/journeys/looks', 'tests/journeys/payments']

/** The longest files first, so that both workers are busy to the end; the rest as Vitest does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONG.findIndex((name) => moduleId.includes(name))
      return at < 0 ? LONG.length : at
    }
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}
