import { expect, test } from 'vitest'
import { stem } from './stem.ts'

/** From the examples of Porter's paper. */
test.each([
  ...[
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['caress', 'caress'],
  ],
  ...[
    ['feed', 'feed'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['bled', 'bled'],
  ],
  ...[
    ['motoring', 'motor'],
    ['sing', 'sing'],
    ['conflated', 'conflat'],
    ['sized', 'size'],
  ],
  ...[
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['hissing', 'hiss'],
    ['filing', 'file'],
  ],
  ...[
    ['happy', 'happi'],
    ['sky', 'sky'],
    ['relational', 'relat'],
    ['conditional', 'condit'],
  ],
  ...[
    ['digitizer', 'digit'],
    ['operator', 'oper'],
    ['hopefulness', 'hope'],
    ['goodness', 'good'],
  ],
  ...[
    ['triplicate', 'triplic'],
    ['formative', 'form'],
    ['electrical', 'electr'],
  ],
  ...[
    ['adoption', 'adopt'],
    ['adjustable', 'adjust'],
    ['probate', 'probat'],
    ['rate', 'rate'],
  ],
  ...[
    ['controll', 'control'],
    ['roll', 'roll'],
    ['generalizations', 'gener'],
  ],
])('%s is of the stem %s', (word, expected) => {
  expect(stem(word)).toBe(expected)
})

test('leaves alone what is not an English word', () => {
  for (const word of ['es', '2026s', 'überall', '知识']) expect(stem(word)).toBe(word)
})
