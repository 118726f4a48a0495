import { type SQL, sql } from 'drizzle-orm'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { ItemKind } from '../items/item.ts'
import { items, searchDocuments } from '../tables.ts'
import { isChinese } from './pinyin.ts'
import { segment } from './segment.ts'
import { prefixQuery } from './words.ts'

const SUGGESTIONS = 6
const MAX_QUERY = 60
const MIN_LETTERS = 3
/** One letter begins half the titles; the first of them will do until more is typed. */
const MAX_RANKED = 500

export type Suggestion = { title: string; kind: ItemKind; slug: string }

/** A few titles for what has been typed so far, also in pinyin or initials; public. */
export async function suggest(ctx: Ctx, q: string): Promise<Suggestion[]> {
  if (q.length > MAX_QUERY) throw invalid('search.invalid')
  const query = q.normalize('NFKC').toLowerCase().trim()
  const words = prefixQuery(segment(query))
  if (!words) return []
  const letters = query.replace(/[^\p{L}\p{N}]/gu, '')
  const spelled = !isChinese(letters) && letters.length >= MIN_LETTERS
  const rows = await ctx.db.execute<Suggestion>(sql`
    select title, kind, slug from (
      (select item_id, 1 as near from ${searchDocuments}
        where words @@ ${words}::tsquery limit ${MAX_RANKED})
      ${spelled ? spelledLike(letters) : sql``}
    ) found join ${items} on id = item_id and status = 'published'
    group by id order by min(near), featured desc, published_at desc limit ${SUGGESTIONS}`)
  return [...rows].map(({ title, kind, slug }) => ({ title, kind, slug }))
}

function spelledLike(letters: string): SQL {
  const pattern = `%${letters}%`
  return sql`union (select item_id, 2 from ${searchDocuments}
    where fuzzy like ${pattern} limit ${MAX_RANKED})`
}
