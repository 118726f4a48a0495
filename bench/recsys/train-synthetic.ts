import { fromTriples, historyOf } from '../../src/recommendations/matrix/interactions.ts'
import { easeDefaults, easeRecommender, trainEase } from '../../src/recommendations/models/ease.ts'
import { recommend } from '../../src/recommendations/models/recommend.ts'
import { report } from './child.ts'
import { drawEvents, FIELDS, lovedFields } from './synthetic.ts'

/** People whose recommendations are looked at. */
const LOOKED_AT = 2_000
const [people = 0, itemCount = 0, events = 0, keep = 0] = process.argv.slice(2).map(Number)
const triples = drawEvents(people, itemCount, events, 1)
const started = performance.now()
const matrix = fromTriples(triples)
const trained = await trainEase(matrix, { ...easeDefaults, keep })
const seconds = (performance.now() - started) / 1000
const rssMb = process.resourceUsage().maxRSS / 1024
const recommender = easeRecommender(trained)
const scores = new Float32Array(itemCount)
const took: number[] = []
let loved = 0
for (let person = 0; person < LOOKED_AT; person++) {
  const history = historyOf(matrix, person)
  const begun = performance.now()
  recommender.score(history, scores)
  const { items } = recommend(scores, { count: 10, exclude: history.items })
  took.push(performance.now() - begun)
  loved += items.filter((item) => lovedFields(person).includes(item % FIELDS)).length
}
took.sort((a, b) => a - b)
report({
  seconds,
  trainingRssMb: rssMb,
  pairs: matrix.items.length,
  p50: took[Math.floor(LOOKED_AT * 0.5)],
  p99: took[Math.floor(LOOKED_AT * 0.99)],
  loved: loved / LOOKED_AT / 10,
})
