import { and, count, eq, sql } from 'drizzle-orm'
import { conflict, invalid, unauthenticated } from '#kernel/errors.ts'
import { newId } from '#kernel/ids.ts'
import { type Ctx, inTransaction } from '#platform/ctx.ts'
import { invoiceTitles } from '../../tables.ts'
import { sealTitle, type TitleInput, titleInput } from './title.ts'

/** More companies than one person buys for. */
const MAX_TITLES = 20

/**
 * Keeps a title for one's invoices; the first, or one that says so, is the default. Throws
 * `invoice.bad_tax_number`, `invoice.bad_title`, `invoice.too_many_titles`.
 */
export async function saveTitle(
  ctx: Ctx,
  input: TitleInput,
  { makeDefault = false }: { makeDefault?: boolean } = {},
): Promise<string> {
  if (ctx.actor.kind !== 'person') throw unauthenticated()
  const { personId } = ctx.actor
  const parsed = titleInput.safeParse(input)
  if (!parsed.success) {
    const isTax = parsed.error.issues.every(({ path }) => path[0] === 'taxNumber')
    throw invalid(isTax ? 'invoice.bad_tax_number' : 'invoice.bad_title')
  }
  return inTransaction(ctx, async (tx) => {
    await lockTitles(tx, personId)
    const [kept] = await tx.db
      .select({ number: count() })
      .from(invoiceTitles)
      .where(eq(invoiceTitles.personId, personId))
    const number = kept?.number ?? 0
    if (number >= MAX_TITLES) throw conflict('invoice.too_many_titles', { max: MAX_TITLES })
    const id = newId(tx.now)
    const isDefault = makeDefault || number === 0
    if (isDefault) await clearDefault(tx, personId)
    const details = sealTitle(personId, parsed.data)
    await tx.db
      .insert(invoiceTitles)
      .values({ id, personId, details, isDefault, createdAt: tx.now })
    return id
  })
}

/** Lets one change at a time happen to a person's titles, until the transaction ends. */
export async function lockTitles(tx: Ctx, personId: string): Promise<void> {
  const lock = `invoice-titles:${personId}`
  await tx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`)
}

export async function clearDefault(tx: Ctx, personId: string): Promise<void> {
  await tx.db
    .update(invoiceTitles)
    .set({ isDefault: false })
    .where(and(eq(invoiceTitles.personId, personId), eq(invoiceTitles.isDefault, true)))
}
