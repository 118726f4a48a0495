import { splitAtRandom } from '../../src/recommendations/evaluation/split.ts'
import { type EaseParameters, trainEase } from '../../src/recommendations/models/ease.ts'
import { report } from './child.ts'
import { readMovielens } from './data.ts'

const [folder = '', seed = '', parameters = ''] = process.argv.slice(2)
const { train } = splitAtRandom(readMovielens(folder), Number(seed))
const started = performance.now()
await trainEase(train, JSON.parse(parameters) as EaseParameters)
report({ seconds: (performance.now() - started) / 1000 })
