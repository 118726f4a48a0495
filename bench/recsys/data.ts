import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readAdjacency } from '../../src/recommendations/formats/read-adjacency.ts'
import type { Interactions } from '../../src/recommendations/matrix/interactions.ts'
import { joinMatrices } from '../../src/recommendations/matrix/join-matrices.ts'

const root = resolve(import.meta.dirname, '../..')

/** The folder of a data set, none of which is part of the project; null, and said so, if absent. */
export function findData(name: string): string | null {
  const folder = join(resolve(root, process.env.WENQU_DATA ?? '../shared/data'), name)
  if (existsSync(folder)) return folder
  console.log(
    `\n(${name} left out: ${folder} is not there; WENQU_DATA names the folder of data sets)`,
  )
  return null
}

/** All interactions of MovieLens 1M, of whatever part of the split that the files hold. */
export function readMovielens(folder: string): Interactions {
  const texts = ['train', 'valid', 'test'].map((part) =>
    readFileSync(join(folder, `${part}.txt`), 'utf8'),
  )
  return joinMatrices(readAdjacency(texts))
}
