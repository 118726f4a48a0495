import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, visitor } from '#kernel/actor.ts'
import { later, START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { configureStorage } from '../storage/configure-storage.ts'
import { storeUpload } from '../uploads/store-upload.ts'
import { pictureOf } from './picture-of.ts'
import { readVariant } from './read-variant.ts'
import { recordingsOf } from './recordings-of.ts'
import { showAssets } from './show-assets.ts'
import { signedUrl } from './signed-url.ts'

const database = await testDatabase()
const MINUTE_MS = 60_000
type Person = Extract<Actor, { kind: 'person' }>
let creator: Person
let reader: Person
let stranger: Person
const pdf = Buffer.from('%PDF-1.7\n0123456789\nendobj\n')
let fileId: string
let pictureId: string

beforeAll(async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'media-')))
  creator = await insertPerson(database, '作者', 'creator')
  reader = await insertPerson(database, '读者')
  stranger = await insertPerson(database, '路人')
  fileId = await store(pdf)
  const picture = sharp({ create: { width: 700, height: 300, channels: 3, background: '#a32' } })
  pictureId = await store(await picture.png().toBuffer())
})

async function store(bytes: Uint8Array): Promise<string> {
  const stream = new Blob([bytes as BlobPart]).stream()
  const input = { name: 'a', stream, exposure: 'guarded' as const }
  return (await storeUpload(database.ctx(creator), input)).id
}

type Query = { e: string; u: string; s: string }

function signFor(person: Person, assetId = fileId): Query {
  const url = signedUrl(database.ctx(), assetId, 'original', {
    personId: person.personId,
    ttlMs: 10 * MINUTE_MS,
  })
  return queryOf(url)
}

function queryOf(url: string): Query {
  return Object.fromEntries(new URL(url, 'http://x').searchParams) as Query
}

function read(signed: Query | null, actor: Actor = reader, more: object = {}, now = START) {
  const request = { assetId: fileId, variant: 'original' as const, signed, range: null, ...more }
  return readVariant(database.ctx(actor, now), request)
}

const refused = { kind: 'forbidden', code: 'media.bad_signature' }

describe('a signed address', () => {
  test('opens for the person it was made for', async () => {
    const served = await read(signFor(reader))
    expect(await new Response(served.stream as unknown as BodyInit).text()).toBe(pdf.toString())
    expect(served).toMatchObject({ caching: 'private', disposition: 'attachment' })
  })

  test('is useless to a stranger, to a visitor, and without its parts', async () => {
    const signed = signFor(reader)
    await expect(read(signed, stranger)).rejects.toMatchObject(refused)
    await expect(read(signed, visitor)).rejects.toMatchObject(refused)
    await expect(read({ ...signed, u: stranger.personId }, stranger)).rejects.toMatchObject(refused)
    await expect(read(null)).rejects.toMatchObject(refused)
    await expect(read({ ...signed, s: '' })).rejects.toMatchObject(refused)
  })

  test('cannot be made to live longer, to open another file or variant', async () => {
    const signed = signFor(reader)
    const longer = { ...signed, e: String(Number(signed.e) + 60) }
    await expect(read(longer)).rejects.toMatchObject(refused)
    await expect(read(signed, reader, { assetId: pictureId })).rejects.toMatchObject(refused)
    const picture = { assetId: pictureId, variant: 'w480' }
    await expect(read(signFor(reader, pictureId), reader, picture)).rejects.toMatchObject(refused)
    for (const e of ['', '1e12', ' 1', '-1', '99999999999999', `${signed.e}.0`]) {
      await expect(read({ ...signed, e }), e).rejects.toMatchObject(refused)
    }
  })

  test('refuses any single changed bit of its signature', async () => {
    const signed = signFor(reader)
    const right = Buffer.from(signed.s, 'base64url')
    for (let bit = 0; bit < right.length * 8; bit += 7) {
      const wrong = Buffer.from(right)
      wrong.writeUInt8(wrong.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const forged = { ...signed, s: wrong.toString('base64url') }
      await expect(read(forged)).rejects.toMatchObject(refused)
    }
  })

  test('expires after its time and not before, and stays the same within it', async () => {
    const signed = signFor(reader)
    await expect(read(signed, reader, {}, later(9 * MINUTE_MS))).resolves.toBeDefined()
    await expect(read(signed, reader, {}, later(21 * MINUTE_MS))).rejects.toMatchObject({
      code: 'media.expired',
    })
    expect(signFor(reader)).toEqual(signed)
  })
})

describe('a request', () => {
  test('for what does not exist is not found', async () => {
    const unknown = { assetId: '00000000-0000-7000-8000-000000000000' }
    for (const more of [unknown, { assetId: '../../x' }, { variant: '../original' }]) {
      await expect(read(signFor(reader), reader, more)).rejects.toMatchObject({
        kind: 'not_found',
        code: 'media.not_found',
      })
    }
  })

  test('is answered with the part it asks for', async () => {
    const signed = signFor(reader)
    const part = await read(signed, reader, { range: 'bytes=9-12' })
    expect(part.range).toEqual({ start: 9, end: 12 })
    expect(await new Response(part.stream as unknown as BodyInit).text()).toBe('0123')
    const suffix = await read(signed, reader, { range: 'bytes=-7' })
    expect(await new Response(suffix.stream as unknown as BodyInit).text()).toBe('endobj\n')
    const beyond = await read(signed, reader, { range: 'bytes=9999-' })
    expect(beyond).toMatchObject({ unsatisfiable: true, stream: null, bytes: pdf.length })
  })

  test('ignores the range when the file is not the one it began with', async () => {
    const more = { range: 'bytes=0-1', headOnly: true }
    const { etag } = await read(signFor(reader))
    const same = await read(signFor(reader), reader, { ...more, ifRange: etag })
    const changed = await read(signFor(reader), reader, { ...more, ifRange: '"old"' })
    expect([same.range, changed.range]).toEqual([{ start: 0, end: 1 }, null])
    expect(changed.stream).toBeNull()
  })
})

describe('pictures and recordings on a page', () => {
  test('are signed for the reader while guarded, and nothing for a visitor', async () => {
    const forReader = await pictureOf(database.ctx(reader), [pictureId, 'nonsense'])
    const picture = forReader.get(pictureId)
    expect([picture?.width, picture?.height]).toEqual([700, 300])
    const url = picture?.srcset.split(' ')[0] ?? ''
    const signed = queryOf(url)
    await expect(
      read(signed, reader, { assetId: pictureId, variant: 'w480' }),
    ).resolves.toBeDefined()
    expect((await pictureOf(database.ctx(), [pictureId])).size).toBe(0)
    expect((await recordingsOf(database.ctx(), [fileId])).size).toBe(0)
    const forThem = await recordingsOf(database.ctx(reader), [fileId])
    expect(forThem.get(fileId)?.url).toContain(reader.personId)
  })

  test('open while a public text shows them, and close again', async () => {
    const show = { shown: [pictureId], hidden: [] }
    await expect(showAssets(database.ctx(stranger), creator.personId, show)).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await showAssets(database.ctx(creator), creator.personId, show)
    const picture = (await pictureOf(database.ctx(), [pictureId])).get(pictureId)
    expect(picture?.srcset).toBe(`/media/${pictureId}/w480 480w, /media/${pictureId}/w1600 700w`)
    const open = await read(null, visitor, { assetId: pictureId })
    expect(open.caching).toBe('brief')
    await open.stream?.cancel()
    const hide = { shown: [], hidden: [pictureId] }
    await showAssets(database.ctx(creator), creator.personId, hide)
    await expect(read(null, visitor, { assetId: pictureId })).rejects.toMatchObject(refused)
  })
})
