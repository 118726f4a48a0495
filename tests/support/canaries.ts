import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import * as catalog from '#catalog'
import * as commerce from '#commerce'
import { money } from '#kernel/money.ts'
import * as library from '#library'
import * as media from '#media'
import type { Person } from './cast.ts'
import type { Site } from './site.ts'

export type Planted = Awaited<ReturnType<typeof plantCanaries>>
/** An amount that nothing else costs; only what is not on sale does. */
const SECRET_FEN = 7_345_691n
const SECRET_YUAN = /73,?456\.91|7345691/

/** A word that stands in one place only; in lower case, so that capitals searched echo none. */
const canary = (place: string) => `kanarie${place}${randomBytes(5).toString('hex')}`

/**
 * The author's shelf with a canary in everything that a stranger may not have: the sold part of
 * an article, a sold lesson and its recording, a draft, a scheduled and an archived item, their
 * prices.
 */
export async function plantCanaries(site: Site) {
  const [author, buyer] = [await site.person('author'), await site.person('buyer')]
  const ctx = () => site.as(author)
  const paid = {
    text: canary('text'),
    heading: canary('heading'),
    alt: canary('alt'),
    code: canary('code'),
    lesson: canary('lesson'),
    sound: canary('sound'),
  }
  const hidden = { draft: canary('draft'), scheduled: canary('later'), archived: canary('old') }
  const picture = await upload(ctx(), await png('#234'), 'guarded')
  const open = await upload(ctx(), await png('#567'), 'guarded')
  const sound = await upload(ctx(), wav(paid.sound), 'guarded', `${paid.sound}.wav`)

  async function write(title: string, source: string, rest: Partial<Draft> = {}) {
    const made = await catalog.createItem(ctx(), { kind: 'article', title })
    const changes = { version: made.version, source, access: 'sold', tags: ['读书'], ...rest }
    const { id, slug } = await catalog.saveDraft(ctx(), made.id, changes as Draft)
    return { id, slug }
  }
  const price = (id: string, fen = 19_900n) => commerce.setPrice(ctx(), id, money(fen, 'CNY'))

  const article = await write(
    '金丝雀之歌',
    [
      `免费的开头，人人可读。\n\n![公开](asset:${open.id})`,
      `<!--more-->\n\n## 付费小节 ${paid.heading}`,
      `付费的夜莺在林间歌唱 ${paid.text} 直到天明。`,
      `![${paid.alt}](asset:${picture.id})\n\n\`\`\`ts\nconst ${paid.code} = 1\n\`\`\`\n`,
    ].join('\n\n'),
    { summary: '一首关于金丝雀的歌' },
  )
  await price(article.id)
  await catalog.publishItem(ctx(), article.id)

  const course = await catalog.createItem(ctx(), { kind: 'course', title: '驯鸟入门' })
  const chapter = await catalog.addChapter(ctx(), course.id, { title: '第一章' })
  const lesson = async (title: string, kind: 'text' | 'audio', changes: Lesson) => {
    const { id } = await catalog.addLesson(ctx(), chapter.id, { title, kind })
    await catalog.saveLesson(ctx(), id, changes)
    return id
  }
  const preview = await lesson('试听', 'text', { source: '免费试读的一课。', freePreview: true })
  const sold = await lesson('正课', 'text', { source: `喂食的分量是 ${paid.lesson} 克。` })
  const recording = await lesson('鸟鸣', 'audio', { source: '听。', mediaAssetId: sound.id })
  await price(course.id)
  await catalog.publishItem(ctx(), course.id)

  const secret = async (word: string) => {
    const rest = { summary: `摘要 ${word}`, tags: [`标签${word}`] }
    const item = await write(`未发布 ${word}`, `开头 ${word}\n\n<!--more-->\n\n正文 ${word}`, rest)
    await price(item.id, SECRET_FEN)
    return item
  }
  const draft = await secret(hidden.draft)
  const scheduled = await secret(hidden.scheduled)
  const tomorrow = new Date(site.sandbox.time.now.getTime() + 86_400_000)
  await catalog.scheduleItem(ctx(), scheduled.id, tomorrow)
  const archived = await secret(hidden.archived)
  await catalog.publishItem(ctx(), archived.id)
  await catalog.archiveItem(ctx(), archived.id)
  const second = await write('鸟类图谱', '开头\n\n<!--more-->\n\n正文')
  await price(second.id)
  await catalog.publishItem(ctx(), second.id)

  for (const { id } of [article, course]) await grant(site, buyer, id)
  return {
    paid,
    hidden,
    article,
    course: { id: course.id, slug: course.slug, chapter: chapter.id, preview, sold, recording },
    draft,
    scheduled,
    archived,
    /** On sale, and bought by nobody. */
    second,
    media: { open: open.id, picture: picture.id, sound: sound.id },
    emails: [await site.emailOf(author), await site.emailOf(buyer)],
    secretPrice: SECRET_YUAN,
  }
}

type Draft = Parameters<typeof catalog.saveDraft>[2]
type Lesson = Parameters<typeof catalog.saveLesson>[2]

export function grant(site: Site, { personId }: Person, itemId: string) {
  const source = { sourceKind: 'staff', sourceId: `${personId}:${itemId}` } as const
  return library.grantAccess(site.as(site.worker), { personId, itemId, ...source })
}

function upload(
  ctx: ReturnType<Site['as']>,
  bytes: Uint8Array,
  exposure: 'open' | 'guarded',
  name = 'bird.png',
) {
  return media.storeUpload(ctx, { name, exposure, stream: new Blob([bytes as BlobPart]).stream() })
}

export function png(background: string): Promise<Buffer> {
  const create = { width: 40, height: 30, channels: 3, background } as const
  return sharp({ create }).png().toBuffer()
}

/** A second of sound whose samples spell the word over and over. */
export function wav(word: string): Buffer {
  const samples = Buffer.alloc(16_000, `${word} `)
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(8_000, 24)
  head.writeUInt32LE(16_000, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.length, 40)
  return Buffer.concat([head, samples])
}
