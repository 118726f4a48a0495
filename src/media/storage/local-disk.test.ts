import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDisk } from './local-disk.ts'

async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new Response(stream as unknown as BodyInit).text()
}

function streamOf(...parts: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part))
      controller.close()
    },
  })
}

async function newDisk() {
  const dir = await mkdtemp(join(tmpdir(), 'disk-'))
  return { dir, disk: localDisk(dir) }
}

describe('local disk', () => {
  test('gives back what was put, whole or by inclusive range', async () => {
    const { disk } = await newDisk()
    await disk.put('ab/one.bin', streamOf('hello ', 'world'))
    expect(await disk.head('ab/one.bin')).toBe(11)
    expect(await textOf(await disk.get('ab/one.bin'))).toBe('hello world')
    expect(await textOf(await disk.get('ab/one.bin', { start: 4, end: 6 }))).toBe('o w')
  })

  test('leaves nothing behind when the stream breaks', async () => {
    const { dir, disk } = await newDisk()
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(new Uint8Array(10))
        controller.error(new Error('gone'))
      },
    })
    await expect(disk.put('ab/two.bin', broken)).rejects.toThrow('gone')
    expect(await disk.head('ab/two.bin')).toBeNull()
    expect(await readdir(join(dir, '.staging'))).toEqual([])
  })

  test('replaces a file in one step and forgets a deleted one', async () => {
    const { disk } = await newDisk()
    await disk.put('k', streamOf('old'))
    await disk.put('k', streamOf('new'))
    expect(await textOf(await disk.get('k'))).toBe('new')
    await disk.delete('k')
    await expect(disk.get('k')).rejects.toMatchObject({ code: 'media.not_found' })
  })

  test('adopts a staged file', async () => {
    const { dir, disk } = await newDisk()
    const staged = await disk.stagingPath()
    await writeFile(staged, 'bytes')
    await disk.adopt('cd/three', staged)
    expect(await readFile(join(dir, 'cd/three'), 'utf8')).toBe('bytes')
  })

  test('refuses every key that is not plain', async () => {
    const { disk } = await newDisk()
    const bad = ['../x', 'a/../../x', '/etc/passwd', 'a\\..\\x', 'a\0', '', '.', 'a/', 'a//b']
    for (const key of [...bad, '..%2fx', '.staging/x', 'C:x', 'A', 'a/./b']) {
      expect(() => disk.delete(key), key).toThrow(RangeError)
      await expect(disk.get(key), key).rejects.toThrow(RangeError)
    }
  })

  test('never resolves a key outside its folder', () => {
    const disk = localDisk('/nowhere/in/particular')
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', '%', '\0') }), (key) => {
        fc.pre(key.includes('..') || key.startsWith('/') || key.includes('\\'))
        expect(() => disk.delete(key)).toThrow(RangeError)
      }),
    )
  })
})
