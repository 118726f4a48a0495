import { describe, expect, it } from 'vitest'
import { historyOf } from '../matrix/interactions.ts'
import { readAdjacency } from './read-adjacency.ts'
import { matrixOf, readTriples } from './read-triples.ts'

describe('triples', () => {
  it.each([
    ['tabs (u.data)', 'a\tx\t5\t10\nb\tx\t3\t20\na\ty\t2\t30'],
    ['double colons (ratings.dat)', 'a::x::5::10\nb::x::3::20\na::y::2::30\n'],
    [
      'commas and a header (ratings.csv)',
      'user,item,rating,at\r\na,x,5,10\r\nb,x,3,20\r\na,y,2,30',
    ],
    ['spaces', '\na x 5 10\n\nb  x  3  20\na y 2 30'],
  ])('are read with %s', async (_, text) => {
    const table = await readTriples(text.split('\n'))
    expect(table.people).toEqual(['a', 'b'])
    expect(table.items).toEqual(['x', 'y'])
    expect([...table.rows]).toEqual([0, 1, 0])
    expect([...table.columns]).toEqual([0, 0, 1])
    expect([...table.values]).toEqual([5, 3, 2])
    expect([...(table.times ?? [])]).toEqual([10, 20, 30])
  })

  it('need no times', async () => {
    expect((await readTriples(['a x 5'])).times).toBeNull()
  })

  it('are many more than the room they begin with', async () => {
    const table = await readTriples(Array.from({ length: 5000 }, (_, n) => `p${n} i${n % 7} ${n}`))
    expect(table.people).toHaveLength(5000)
    expect(table.values[4999]).toBe(4999)
  })

  it.each([
    ['line 3: expected 3 fields', 'a x 5\n\na x'],
    ['line 2: "five" is no number', 'a x 5\na y five'],
    ['line 2: "soon" is no number', 'a x 5 1\na y 5 soon'],
    ['line 1: expected "person item value [time]", found 2 fields', 'a x'],
    ['line 2: expected 3 fields', 'a,x,5\n,x,5'],
  ])('say what is wrong: %s', async (message, text) => {
    await expect(readTriples(text.split('\n'))).rejects.toThrow(message)
  })

  it('become ratings, or events from a rating up', async () => {
    const table = await readTriples(['a x 5', 'a y 2', 'b y 4', 'b y 3'])
    const ratings = matrixOf(table)
    expect([...historyOf(ratings, 0).weights]).toEqual([5, 2])
    const events = matrixOf(table, { atLeast: 3 })
    expect([...historyOf(events, 0).items]).toEqual([0])
    expect([...historyOf(events, 1).items]).toEqual([1])
    expect([...events.weights]).toEqual([1, 1])
  })
})

describe('adjacency lists', () => {
  it('share their numbers among files', () => {
    const [train, test] = readAdjacency(['0 1 2 2\n2 0', '1 4\n'])
    expect(train).toMatchObject({ people: 3, itemCount: 5 })
    expect(test).toMatchObject({ people: 3, itemCount: 5 })
    expect([...(train?.offsets ?? [])]).toEqual([0, 2, 2, 3])
    expect([...(train?.weights ?? [])]).toEqual([1, 1, 1])
    expect([...(test?.items ?? [])]).toEqual([4])
  })

  it('say which line is not of whole numbers', () => {
    expect(() => readAdjacency(['0 1\n1 x'])).toThrow('line 2')
  })
})
