import type { FileHandle } from 'node:fs/promises'

/**
 * Lines that close their file however the reading ends, also when it is ended before it began,
 * which a generator alone does not notice.
 */
export function closing<T>(file: FileHandle, lines: AsyncGenerator<T, void>): AsyncIterable<T> {
  const end = async (): Promise<IteratorResult<T>> => {
    await lines.return()
    await file.close()
    return { done: true, value: undefined }
  }
  const next = async (): Promise<IteratorResult<T>> => {
    try {
      const result = await lines.next()
      return result.done ? await end() : result
    } catch (error) {
      await file.close()
      throw error
    }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: end }) }
}
