import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { invalid, notFound } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { historyOf } from '../matrix/interactions.ts'
import { type ModelKind, modelKinds } from '../models/model.ts'
import { recommend } from '../models/recommend.ts'
import { readMatrix } from '../signals/read-matrix.ts'
import { packBundle } from '../store/bundle.ts'
import { loadServed } from '../store/load-served.ts'
import { type Opened, openBundle } from '../store/open-bundle.ts'
import { type LearnInput, learn } from '../training/learn.ts'
import { readLearnInput } from '../training/read-learn-input.ts'
import { requestTraining } from '../training/request-training.ts'
import { runDueTraining } from '../training/run-due-training.ts'
import { cardTable } from './card-table.ts'
import { fileInput } from './file-input.ts'

/** A site's database, reached only where no file is given. */
type Reach = <T>(work: (ctx: Ctx) => Promise<T>) => Promise<T>
type Say = (text: string) => void

export const usage = [
  'npm run recsys -- train    [--file F] [--out MODEL]   learn a model; of the site it is served',
  'npm run recsys -- evaluate [--file F]                 every kind on held-out time, with figures',
  'npm run recsys -- explain  --person P [--file F]      what a person is recommended, and why',
  '',
  '--file F       lines of person item value [time], by tabs, commas, spaces or :: (MovieLens);',
  '               else the site’s own signals',
  '--at-least N   values below N are no events',
  `--model K      ${['auto', ...modelKinds].join(' · ')}`,
  '--seconds N    for the search of parameters (60)     --seed N  (1)      --count N  (10)',
].join('\n')

const options = {
  file: { type: 'string' },
  out: { type: 'string' },
  person: { type: 'string' },
  model: { type: 'string', default: 'auto' },
  'at-least': { type: 'string' },
  seconds: { type: 'string', default: '60' },
  seed: { type: 'string', default: '1' },
  count: { type: 'string', default: '10' },
} as const

/**
 * `npm run recsys`: the same learning, judging and explaining as the site's, on its own data or on
 * a file, so that others can reproduce a table. Throws `recsys.usage` for what it does not know.
 */
export async function runRecsys(args: string[], reach: Reach, say: Say): Promise<void> {
  const { command, values } = parse(args)
  if (command === 'train') await train(values, reach, say)
  else if (command === 'evaluate') await evaluate(values, reach, say)
  else await explain(values, reach, say)
}

type Values = ReturnType<typeof parse>['values']

function parse(args: string[]) {
  try {
    const { positionals, values } = parseArgs({ args, options, allowPositionals: true })
    const [command = ''] = positionals
    if (!['train', 'evaluate', 'explain'].includes(command)) throw new Error(command)
    return { command, values }
  } catch (error) {
    throw invalid('recsys.usage', { reason: error instanceof Error ? error.message : '' })
  }
}

async function train(values: Values, reach: Reach, say: Say): Promise<void> {
  if (!values.file) {
    await reach(async (ctx) => {
      await requestTraining(ctx)
      await runDueTraining(ctx)
      const served = await loadServed(ctx)
      if (served) say(cardTable(served.card))
    })
    return
  }
  const { bundle, card } = await learn(await inputOf(values))
  say(cardTable(card))
  if (values.out) await writeFile(values.out, packBundle(bundle))
}

async function evaluate(values: Values, reach: Reach, say: Say): Promise<void> {
  const input = values.file
    ? await inputOf(values)
    : await reach(async (ctx) => ({
        ...(await readLearnInput(ctx, { until: ctx.now })),
        ...{ choice: kindOf(values), seconds: numberOf(values, 'seconds') },
      }))
  const { card } = await learn(input)
  say(cardTable(card))
}

async function explain(values: Values, reach: Reach, say: Say): Promise<void> {
  const { person = '' } = values
  if (values.file) {
    const input = await inputOf(values)
    const { bundle } = await learn({ ...input, seconds: 0 })
    tell(openBundle(bundle), input, input.personIds.indexOf(person))
    return
  }
  await reach(async (ctx) => {
    const [served, matrix] = await Promise.all([loadServed(ctx), readMatrix(ctx, ctx.now)])
    if (!served) throw notFound('recsys.no_model')
    tell(served, matrix, matrix.personIds.indexOf(person))
  })

  function tell(model: Opened, { interactions, itemIds }: Told, row: number): void {
    if (row < 0) throw notFound('recsys.no_person')
    const { items, weights } = historyOf(interactions, row)
    const known = [...items].map((item, at) => ({
      number: model.numberOf.get(itemIds[item] ?? '') ?? -1,
      weight: weights[at] ?? 0,
    }))
    const past = known.filter(({ number }) => number >= 0).sort((a, b) => a.number - b.number)
    const history = {
      items: Uint32Array.from(past, ({ number }) => number),
      weights: Float32Array.from(past, ({ weight }) => weight),
    }
    const scores = new Float32Array(model.itemIds.length)
    model.chosen.score(history, scores)
    const count = numberOf(values, 'count')
    const top = recommend(scores, { count, exclude: history.items })
    for (const [rank, item] of top.items.entries()) {
      const { base, contributions } = model.chosen.explain(history, item)
      const because = contributions
        .slice(0, 5)
        .map(({ item: from, share }) => `${model.itemIds[from]} ${share.toFixed(4)}`)
      say(`${rank + 1}. ${model.itemIds[item]}  ${(top.scores[rank] ?? 0).toFixed(4)}`)
      say(`   base ${base.toFixed(4)}; ${because.join(', ')}`)
    }
  }
}

type Told = Pick<LearnInput, 'interactions' | 'itemIds'>

function inputOf(values: Values) {
  return fileInput(values.file ?? '', {
    atLeast: values['at-least'] === undefined ? null : numberOf(values, 'at-least'),
    choice: kindOf(values),
    seconds: numberOf(values, 'seconds'),
    seed: numberOf(values, 'seed'),
  })
}

function kindOf({ model }: Values): 'auto' | ModelKind {
  const kind = ['auto' as const, ...modelKinds].find((one) => one === model)
  if (!kind) throw invalid('recsys.usage', { reason: `--model ${model}` })
  return kind
}

function numberOf(values: Values, name: 'at-least' | 'seconds' | 'seed' | 'count'): number {
  const value = Number(values[name])
  if (!Number.isFinite(value)) throw invalid('recsys.usage', { reason: `--${name}` })
  return value
}
