import { foretell } from '../actions/foretell.ts'
import { findRules } from '../bundles/find-rules.ts'
import type { FeatureTable } from '../models/feature-table.ts'
import type { Baskets } from '../models/rules/baskets.ts'
import { estimate } from '../propensities/estimate.ts'
import { groupPeople } from '../segments/group-people.ts'

/** What is given to a thread: plain numbers and words. */
export type Task =
  | { kind: 'group'; table: FeatureTable; seed: number }
  | {
      kind: 'estimate'
      table: FeatureTable
      labels: Uint8Array
      people: FeatureTable
      seed: number
    }
  | { kind: 'rules'; baskets: Baskets }
  | { kind: 'foretell'; sequences: string[][]; actions: string[]; seed: number }

export type Result = {
  group: ReturnType<typeof groupPeople>
  estimate: ReturnType<typeof estimate>
  rules: ReturnType<typeof findRules>
  foretell: ReturnType<typeof foretell>
}

/** The heavy numeric work: pure, and long enough that no process that answers may do it. */
export function compute(task: Task): Result[Task['kind']] {
  switch (task.kind) {
    case 'group':
      return groupPeople(task.table, task.seed)
    case 'estimate':
      return estimate(task.table, task.labels, task.people, task.seed)
    case 'rules':
      return findRules(task.baskets)
    case 'foretell':
      return foretell(task.sequences, task.actions, task.seed)
  }
}
