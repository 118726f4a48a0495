import { hasRole } from '#kernel/actor.ts'
import { forbidden, notFound } from '#kernel/errors.ts'
import { isId } from '#kernel/ids.ts'
import type { Ctx } from '#platform/ctx.ts'
import type { Arm } from '../experiment/arm-of.ts'
import { composeShelf } from '../serving/compose-shelf.ts'
import { type Suggestion, withCards } from '../serving/recommend-items.ts'
import { findReader } from './list-readers.ts'

/** A pseudonym of `listReaders`, or a taste made up of a few items. */
export type TriedAs = { reader: string } | { items: readonly string[] }
export type Tried = { suggestions: Suggestion[]; isPersonal: boolean; arm: Arm }

const COUNT = 6
const MOST_ITEMS = 3

/**
 * The shelf as somebody would be served it this moment, with its reasons, and no trace: nothing is
 * noted as shown. Throws `reader.not_found`. Owner only.
 */
export async function tryAs(ctx: Ctx, as: TriedAs): Promise<Tried> {
  if (!hasRole(ctx.actor, 'owner')) throw forbidden()
  const [actor, reads] =
    'reader' in as
      ? [await readerActor(ctx, as.reader), []]
      : [{ kind: 'visitor' } as const, as.items.filter(isId).slice(0, MOST_ITEMS)]
  const seenAs: Ctx = { ...ctx, actor }
  const shelf = await composeShelf(seenAs, { count: COUNT, taste: { reads, dismissed: [] } })
  if (!shelf) return { suggestions: [], isPersonal: false, arm: 'model' }
  const { shown, isPersonal, arm } = shelf
  return { suggestions: await withCards(seenAs, shown), isPersonal, arm }
}

async function readerActor(ctx: Ctx, pseudonym: string) {
  const personId = await findReader(ctx, pseudonym)
  if (personId === null) throw notFound('reader.not_found')
  return { kind: 'person', personId, roles: ['learner'] } as const
}
