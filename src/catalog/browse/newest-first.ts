import { type SQL, sql } from 'drizzle-orm'
import { items } from '../tables.ts'

/** The order of the index `items_published`, nulls included, or PostgreSQL would sort anew. */
export const newestFirst: SQL[] = [
  sql`${items.publishedAt} desc nulls last`,
  sql`${items.id} desc nulls last`,
]
