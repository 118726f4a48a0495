import { eq } from 'drizzle-orm'
import { z } from 'zod'
import { invalid } from '#kernel/errors.ts'
import type { Ctx } from '#platform/ctx.ts'
import { record } from '#platform/events/record.ts'
import { type Person, personName } from '../people/person.ts'
import { people } from '../tables.ts'
import { getMe } from './get-me.ts'

const profile = z.object({
  name: personName,
  bio: z.string().trim().max(500),
  website: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(200)]),
})

/** Changes one's own name, bio and website, and nothing else however much is sent. */
export async function updateProfile(ctx: Ctx, input: z.input<typeof profile>): Promise<Person> {
  const me = await getMe(ctx)
  const parsed = profile.safeParse(input)
  if (!parsed.success) {
    throw invalid('account.invalid_profile', { field: parsed.error.issues[0]?.path[0] ?? null })
  }
  await ctx.db.transaction(async (db) => {
    await db
      .update(people)
      .set({ ...parsed.data, updatedAt: ctx.now })
      .where(eq(people.id, me.id))
    await record({ ...ctx, db }, { name: 'person.changed', personId: me.id })
  })
  return { ...me, ...parsed.data }
}
