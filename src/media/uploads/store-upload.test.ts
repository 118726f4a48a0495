import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Actor } from '#kernel/actor.ts'
import { readVariant } from '#media'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { configureStorage } from '../storage/configure-storage.ts'
import { getAsset } from './get-asset.ts'
import { listAssets } from './list-assets.ts'
import { storeUpload } from './store-upload.ts'

const database = await testDatabase()
let creator: Actor
let other: Actor
let learner: Actor
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-'))
  configureStorage(folder)
  creator = await insertPerson(database, '作者', 'creator')
  other = await insertPerson(database, '另一位', 'creator')
  learner = await insertPerson(database, '读者')
})

function streamOf(bytes: Uint8Array | string, chunk = 1 << 20): ReadableStream<Uint8Array> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  let at = 0
  return new ReadableStream({
    pull(controller) {
      if (at >= all.byteLength) return controller.close()
      controller.enqueue(all.subarray(at, at + chunk))
      at += chunk
    },
  })
}

function upload(bytes: Uint8Array | string, name = 'x.jpg', actor = creator) {
  const ctx = database.ctx(actor)
  return storeUpload(ctx, { name, stream: streamOf(bytes), exposure: 'open' })
}

async function bytesOf(assetId: string, variant: string): Promise<Buffer> {
  const request = { assetId, variant: variant as 'original', signed: null, range: null }
  const { stream } = await readVariant(database.ctx(), request)
  return Buffer.from(await new Response(stream as unknown as BodyInit).arrayBuffer())
}

function picture(width: number, height: number) {
  return sharp({ create: { width, height, channels: 3, background: '#356' } })
}

/** A second of silence: 8 kHz, 8 bits, mono. */
function wav(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(44 + 8000 * seconds, 128)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(8000, 24)
  bytes.writeUInt32LE(8000, 28)
  bytes.writeUInt16LE(1, 32)
  bytes.writeUInt16LE(8, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(8000 * seconds, 40)
  return bytes
}

describe('a picture', () => {
  test('is stored upright, without metadata, as WebP in every width', async () => {
    const exif = { IFD0: { Copyright: 'GPS-CANARY' } }
    const jpeg = await picture(2000, 1000).jpeg().withExif(exif).withMetadata({ orientation: 6 })
    const bytes = await jpeg.toBuffer()
    expect(bytes.includes('Exif')).toBe(true)
    const asset = await upload(bytes, '../../etc/封面\u202E.php')
    expect(asset).toMatchObject({ kind: 'picture', mime: 'image/webp', name: '封面.php' })
    expect([asset.width, asset.height]).toEqual([1000, 2000])
    for (const [variant, width] of [
      ['w480', 480],
      ['w960', 960],
      ['w1600', 1000],
    ] as const) {
      const stored = await bytesOf(asset.id, variant)
      const found = await sharp(stored).metadata()
      expect([found.format, found.width, found.exif]).toEqual(['webp', width, undefined])
      expect(stored.includes('CANARY')).toBe(false)
    }
  })

  test('keeps nothing of what is glued to it', async () => {
    const png = await picture(20, 20).png().toBuffer()
    const script = Buffer.from('<script>alert("polyglot-canary")</script><?php ?>')
    const asset = await upload(Buffer.concat([png, script]))
    const all = await Promise.all(['w480', 'original'].map((name) => bytesOf(asset.id, name)))
    expect(all.every((bytes) => !bytes.includes('polyglot-canary'))).toBe(true)
  })

  test('is refused as a bomb from its header', async () => {
    const bomb = await picture(9000, 9000).png({ compressionLevel: 9 }).toBuffer()
    await expect(upload(bomb)).rejects.toMatchObject({
      kind: 'invalid',
      code: 'media.too_many_pixels',
    })
  })

  test('is refused when it is only the beginning of one', async () => {
    const png = await picture(200, 200).png().toBuffer()
    await expect(upload(png.subarray(0, 60))).rejects.toMatchObject({ code: 'media.unsupported' })
  })
})

describe('what is not accepted', () => {
  test.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'],
    ['SVG after an XML header', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['text with a picture’s name', 'hello'],
    ['a program', '\x7fELF\x02\x01\x01'],
    ['PHP', '<?php system($_GET["c"]);'],
    ['a playlist', '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n'],
    ['the first bytes of an MP4 and no track', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
  ])('%s is refused and leaves no file', async (_what, bytes) => {
    await expect(upload(bytes, 'a.png')).rejects.toMatchObject({ code: 'media.unsupported' })
    expect(await readdir(join(folder, '.staging'))).toEqual([])
  })

  test('an empty upload is refused', async () => {
    await expect(upload('')).rejects.toMatchObject({ code: 'media.empty' })
  })

  test('bytes beyond the limit are refused while they come', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1 << 20
        controller.enqueue(new Uint8Array(1 << 20))
      },
    })
    const ctx = database.ctx(creator)
    await expect(
      storeUpload(ctx, { name: 'x', stream: endless, exposure: 'open' }),
    ).rejects.toMatchObject({ code: 'media.too_large' })
    expect(sent).toBeLessThan(30 << 20)
    expect(await readdir(join(folder, '.staging'))).toEqual([])
  })
})

describe('a recording or a file', () => {
  test('is probed for its length and kept as it is', async () => {
    const bytes = wav(3)
    const asset = await upload(bytes, '钟声.mp4')
    expect(asset).toMatchObject({ kind: 'audio', mime: 'audio/wav', durationMs: 3000 })
    expect((await bytesOf(asset.id, 'original')).equals(bytes)).toBe(true)
  })

  test('a PDF is a file', async () => {
    const asset = await upload('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n', 'a.html')
    expect(asset).toMatchObject({ kind: 'file', mime: 'application/pdf' })
  })
})

describe('whose upload it is', () => {
  test('only creators upload and list', async () => {
    const bytes = wav(1)
    const visitor = { kind: 'visitor' } as const
    await expect(upload(bytes, 'a', learner)).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(upload(bytes, 'a', visitor)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(listAssets(database.ctx(learner))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(listAssets(database.ctx())).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  test('lists one’s own by kind, page by page, and no other’s', async () => {
    const mine = await upload(wav(1), 'mine', other)
    await upload(wav(1), 'theirs')
    expect((await listAssets(database.ctx(other))).items.map((asset) => asset.id)).toEqual([
      mine.id,
    ])
    expect((await listAssets(database.ctx(other), { kind: 'video' })).items).toEqual([])
    expect((await listAssets(database.ctx(other), { after: mine.id })).items).toEqual([])
    await expect(listAssets(database.ctx(other), { after: "' or 1=1" })).rejects.toMatchObject({
      code: 'media.invalid_filter',
    })
  })

  test('another creator finds none by its id, the owner of the site does', async () => {
    const asset = await upload(wav(1), 'mine')
    const owner = await insertPerson(database, '站长', 'owner')
    await expect(getAsset(database.ctx(other), asset.id)).rejects.toMatchObject({
      code: 'media.not_found',
    })
    await expect(getAsset(database.ctx(), asset.id)).rejects.toMatchObject({
      kind: 'unauthenticated',
    })
    expect((await getAsset(database.ctx(owner), asset.id)).id).toBe(asset.id)
  })
})
