import type { Ctx } from '#platform/ctx.ts'

/** Does the work for each in turn; one that fails is logged and does not hold up the others. */
export async function oneByOne<T>(
  ctx: Ctx,
  things: readonly T[],
  work: (thing: T) => Promise<void>,
  nameOf: (thing: T) => string,
): Promise<void> {
  for (const thing of things) {
    try {
      await work(thing)
    } catch (error) {
      ctx.log.error({ thing: nameOf(thing), error: String(error) }, 'one of many failed')
    }
  }
}
