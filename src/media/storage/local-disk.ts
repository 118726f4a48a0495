import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { notFound } from '#kernel/errors.ts'
import type { ByteRange, Storage } from './storage.ts'

/** Keys are made by this program: small letters, digits, `-`, `.` inside a name, `/` between. */
const keyShape = /^[a-z0-9][a-z0-9-]*(?:[./][a-z0-9][a-z0-9-]*)*$/

/** Keeps files under one folder; a key that would leave the folder is a bug and throws. */
export function localDisk(dir: string): Storage {
  const root = resolve(dir)

  function pathOf(key: string): string {
    const path = resolve(root, key)
    if (!keyShape.test(key) || !path.startsWith(root + sep)) {
      throw new RangeError(`not a storage key: ${JSON.stringify(key)}`)
    }
    return path
  }

  async function stagingPath(): Promise<string> {
    const staging = join(root, '.staging')
    await mkdir(staging, { recursive: true, mode: 0o700 })
    return join(staging, randomBytes(16).toString('hex'))
  }

  async function adopt(key: string, from: string): Promise<void> {
    const path = pathOf(key)
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await syncFile(from)
    await rename(from, path)
  }

  async function put(key: string, bytes: ReadableStream<Uint8Array>): Promise<void> {
    pathOf(key)
    const staged = await stagingPath()
    try {
      await pipeline(
        Readable.fromWeb(bytes as NodeReadableStream<Uint8Array>),
        createWriteStream(staged, { mode: 0o600 }),
      )
      await adopt(key, staged)
    } finally {
      await rm(staged, { force: true })
    }
  }

  async function head(key: string): Promise<number | null> {
    try {
      const found = await stat(pathOf(key))
      return found.isFile() ? found.size : null
    } catch (error) {
      if (isMissing(error)) return null
      throw error
    }
  }

  async function get(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    if ((await head(key)) === null) throw notFound('media.not_found')
    const stream = createReadStream(pathOf(key), range ?? {})
    return Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>
  }

  return { put, adopt, get, head, stagingPath, delete: (key) => rm(pathOf(key), { force: true }) }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

function isMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return error.code === 'ENOENT' || error.code === 'ENOTDIR'
}
