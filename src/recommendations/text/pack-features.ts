import type { Interactions } from '../matrix/interactions.ts'
import type { Trained } from '../models/model.ts'
import type { ItemFeatures } from './item-features.ts'
import { vocabularyOf } from './tf-idf.ts'

type Packed = Pick<Trained, 'parameters' | 'arrays'>

/** Features as plain numbers, the terms as JSON, so that they are stored with the model. */
export function packFeatures(features: ItemFeatures): Packed {
  const { words, tags, wordRows, tagRows } = features
  return {
    parameters: {
      terms: JSON.stringify(words.words),
      labels: JSON.stringify(tags.words),
      rank: features.wordVectors.dimensions,
    },
    arrays: {
      wordIdf: words.idf,
      wordOffsets: wordRows.offsets,
      wordItems: wordRows.items,
      wordWeights: wordRows.weights,
      tagIdf: tags.idf,
      tagOffsets: tagRows.offsets,
      tagItems: tagRows.items,
      tagWeights: tagRows.weights,
      wordVectors: features.wordVectors.vectors,
      centre: features.centre,
      itemVectors: features.vectors,
    },
  }
}

export function unpackFeatures({ itemCount, parameters, arrays }: Trained): ItemFeatures {
  const floats = (name: string) => arrays[name] as Float32Array
  const whole = (name: string) => arrays[name] as Uint32Array
  function rows(name: 'word' | 'tag', terms: number): Interactions {
    return {
      people: itemCount,
      itemCount: terms,
      offsets: whole(`${name}Offsets`),
      items: whole(`${name}Items`),
      weights: floats(`${name}Weights`),
    }
  }
  const words = vocabularyOf(listOf(parameters.terms), floats('wordIdf'))
  const tags = vocabularyOf(listOf(parameters.labels), floats('tagIdf'))
  return {
    words,
    tags,
    wordVectors: { dimensions: Number(parameters.rank), vectors: floats('wordVectors') },
    centre: floats('centre'),
    wordRows: rows('word', words.words.length),
    tagRows: rows('tag', tags.words.length),
    vectors: floats('itemVectors'),
  }
}

function listOf(json: number | string | undefined): string[] {
  return JSON.parse(String(json)) as string[]
}
