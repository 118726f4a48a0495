import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

const folder = join(import.meta.dirname, 'content')

const front = z.strictObject({
  title: z.string(),
  summary: z.string(),
  category: z.string(),
  tags: z.array(z.string()),
  level: z.enum(['any', 'beginner', 'intermediate', 'advanced']),
  access: z.enum(['open', 'sold']),
  /** Without one a piece has the drawing that its address gives it. */
  cover: z.string().optional(),
  featured: z.boolean().default(false),
  /** How many days before the seeding it was published. */
  daysAgo: z.int().min(0),
})

const lesson = z.strictObject({
  file: z.string(),
  title: z.string(),
  kind: z.enum(['text', 'picture', 'audio', 'video']).default('text'),
  media: z.string().optional(),
  freePreview: z.boolean().default(false),
})

const courseFront = front.extend({
  chapters: z.array(z.strictObject({ title: z.string(), lessons: z.array(lesson) })),
})

export type SeedLesson = z.output<typeof lesson> & { source: string }
export type SeedChapter = { title: string; lessons: SeedLesson[] }
export type SeedPiece = z.output<typeof front> & {
  slug: string
  source: string
  /** Null for an article. */
  chapters: SeedChapter[] | null
}

/** Every piece of the demo site, the oldest first. */
export async function readContent(): Promise<SeedPiece[]> {
  const articles = (await readdir(join(folder, 'articles'))).map(readArticle)
  const courses = (await readdir(join(folder, 'courses'))).map(readCourse)
  const pieces = await Promise.all([...articles, ...courses])
  return pieces.sort((a, b) => b.daysAgo - a.daysAgo || a.slug.localeCompare(b.slug))
}

async function readArticle(file: string): Promise<SeedPiece> {
  const { head, source } = await split(join(folder, 'articles', file))
  return { ...front.parse(head), slug: basename(file, '.md'), source, chapters: null }
}

async function readCourse(slug: string): Promise<SeedPiece> {
  const { head, source } = await split(join(folder, 'courses', slug, 'course.md'))
  const { chapters, ...piece } = courseFront.parse(head)
  const read = chapters.map(async ({ title, lessons }) => ({
    title,
    lessons: await Promise.all(
      lessons.map(async (each) => ({
        ...each,
        source: await readFile(join(folder, 'courses', slug, each.file), 'utf8'),
      })),
    ),
  }))
  return { ...piece, slug, source, chapters: await Promise.all(read) }
}

async function split(path: string): Promise<{ head: unknown; source: string }> {
  const text = await readFile(path, 'utf8')
  const match = /^---\n(.*?)\n---\n+(.*)$/s.exec(text)
  if (!match?.[1]) throw new Error(`${path} has no front matter`)
  return { head: parse(match[1]), source: match[2] ?? '' }
}
