import type { ModelCard } from '../training/model-card.ts'

/** A card as Markdown: what was learnt from, how it was judged, and every kind's figures. */
export function cardTable({ data, protocol, chosen, because, rows, seconds }: ModelCard): string {
  const { people, items, pairs, documents } = data
  const learnt = `${people} people, ${items} items, ${pairs} pairs, ${documents} documents`
  const lines = [
    `${learnt}, ${fixed(seconds, 1)} s`,
    protocol
      ? `judged by ${protocol.heldOutPairs} pairs of ${protocol.heldOutPeople} people ` +
        'in the last tenth of time; ' +
        `chosen on ${protocol.folds} earlier one(s), seed ${protocol.seed}`
      : 'too little data to be judged',
    `chosen: ${chosen} (${because})`,
  ]
  const head = ['model', 'valid NDCG@10', 'NDCG@10', 'recall@10', 'MRR@10', 'hit@10']
  const more = ['coverage', 'novelty, bits', 'popularity bias', 'trials', 'parameters']
  const table = rows.map(({ kind, valid, test, trials, point }) => [
    ...[kind, fixed(valid), fixed(test.ndcg), fixed(test.recall), fixed(test.mrr), fixed(test.hit)],
    ...[fixed(test.coverage), fixed(test.novelty, 2), fixed(test.popularityBias, 2)],
    ...[String(trials), wordsOf(point)],
  ])
  const all = [[...head, ...more], [...head, ...more].map(() => '---'), ...table]
  return [...lines, '', ...all.map((cells) => `| ${cells.join(' | ')} |`)].join('\n')
}

function wordsOf(point: Record<string, number>): string {
  return Object.entries(point)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')
}

function fixed(value: number, digits = 4): string {
  return value.toFixed(digits)
}
