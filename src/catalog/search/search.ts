import { inArray, type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '#kernel/errors.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import type { ItemCard } from '../browse/card.ts'
import { cardsOf } from '../browse/cards-of.ts'
import { searchDocuments } from '../tables.ts'
import { didYouMean } from './did-you-mean.ts'
import { isChinese, spelled } from './pinyin.ts'
import { snippetOf } from './snippet.ts'
import { anyWordQuery, wordQuery } from './words.ts'

const PAGE_SIZE = 20
/** Nobody reads on beyond; a crawler is not served without end. */
const MAX_OFFSET = 400
/** Letters of pinyin or a typed beginning; two would match nearly everything. */
const MIN_LETTERS = 3
/** Two Chinese syllables: one alone sounds like a hundred others. */
const MIN_SOUND = 5

/** As many are ranked; a word that more have tells them apart no longer, and time is bounded. */
const MAX_RANKED = 2000

/** pg_trgm's default of 0.6 misses two swapped letters in a word of ten. */
const SIMILARITY = '0.45'

/** How much a word counts where it stands: sold, free, tag or author, title. */
const WEIGHTS = '{0.1, 0.3, 0.6, 1.0}'

export const searchInput = z.strictObject({
  q: z.string().max(100),
  after: z
    .string()
    .regex(/^\d{1,3}$/)
    .optional(),
})

export type SearchHit = ItemCard & { snippet: string }
export type SearchResult = { hits: SearchHit[]; didYouMean: string | null; next: string | null }

/**
 * Published items whose words, pinyin or initials fit; when none do, those that come near in
 * letters or sound, with what may have been meant. Snippets are of public text alone.
 */
export async function search(ctx: Ctx, input: z.input<typeof searchInput>): Promise<SearchResult> {
  const parsed = searchInput.safeParse(input)
  if (!parsed.success) throw invalid('search.invalid')
  const query = parsed.data.q
    .normalize('NFKC')
    .replace(/\p{Cc}/gu, ' ')
    .trim()
  const offset = Number(parsed.data.after ?? 0)
  if (query === '' || offset > MAX_OFFSET) return { hits: [], didYouMean: null, next: null }
  const exact = await find(ctx, exactMatches(query), offset)
  if (exact.length > 0 || offset > 0) {
    const next = exact.length > PAGE_SIZE ? String(offset + PAGE_SIZE) : null
    return { hits: await hitsOf(ctx, query, exact.slice(0, PAGE_SIZE)), didYouMean: null, next }
  }
  const near = await findNear(ctx, query)
  const hits = await hitsOf(ctx, query, near.slice(0, PAGE_SIZE))
  const phrases = hits.flatMap(({ title, tags }) => [title, ...tags.map(({ name }) => name)])
  return { hits, didYouMean: didYouMean(query, phrases), next: null }
}

/** All words of the query, or its letters within a title, a name, their pinyin or initials. */
function exactMatches(query: string): SQL[] {
  const matches = byWords(wordQuery(query))
  const letters = query.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  if (letters.length < MIN_LETTERS) return matches
  const score = isChinese(letters) ? 0.5 : 0.2
  return [
    ...matches,
    sql`(select item_id, ${score}::float8 as score from ${searchDocuments}
      where fuzzy like ${`%${letters}%`} limit ${MAX_RANKED})`,
  ]
}

function findNear(ctx: Ctx, query: string): Promise<string[]> {
  return inTransaction(ctx, async (tx) => {
    const setting = sql`set_config('pg_trgm.word_similarity_threshold', ${SIMILARITY}, true)`
    await tx.db.execute(sql`select ${setting}`)
    return find(tx, nearMatches(query), 0)
  })
}

/** Some words of the query, or what resembles it in letters or sound. */
function nearMatches(query: string): SQL[] {
  const small = query.toLowerCase()
  const sound = isChinese(small) ? spelled(small) : small
  const matches = byWords(anyWordQuery(query))
  if (sound.length >= MIN_SOUND) matches.push(bySimilarity(sound))
  if (isChinese(small) && small.length >= MIN_LETTERS) matches.push(bySimilarity(small))
  return matches
}

function byWords(query: string | null): SQL[] {
  if (query === null) return []
  return [
    sql`(select item_id, ts_rank(${WEIGHTS}::float4[], words, ${query}::tsquery, 1)::float8 as score
      from ${searchDocuments} where words @@ ${query}::tsquery limit ${MAX_RANKED})`,
  ]
}

function bySimilarity(text: string): SQL {
  return sql`(select item_id, 0.5 * word_similarity(${text}, fuzzy)::float8 as score
    from ${searchDocuments} where ${text} <% fuzzy limit ${MAX_RANKED})`
}

async function find(ctx: Ctx, matches: SQL[], offset: number): Promise<string[]> {
  if (matches.length === 0) return []
  const found = await ctx.db.execute<{ item_id: string }>(sql`
    select item_id from (${sql.join(matches, sql` union all `)}) found
    group by item_id order by sum(score) desc, item_id desc
    limit ${PAGE_SIZE + 1} offset ${offset}`)
  return [...found].map(({ item_id }) => item_id)
}

async function hitsOf(ctx: Ctx, query: string, ids: string[]): Promise<SearchHit[]> {
  if (ids.length === 0) return []
  const cards = await cardsOf(ctx, ids)
  const texts = await ctx.db
    .select({ id: searchDocuments.itemId, text: searchDocuments.publicText })
    .from(searchDocuments)
    .where(inArray(searchDocuments.itemId, ids))
  const byId = new Map(texts.map(({ id, text }) => [id, text]))
  return ids.flatMap((id) => {
    const card = cards.get(id)
    return card ? [{ ...card, snippet: snippetOf(byId.get(id) ?? '', query) }] : []
  })
}
