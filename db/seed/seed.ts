import { eq } from 'drizzle-orm'
import * as accounts from '#accounts'
import { people } from '#accounts/tables.ts'
import type { Actor } from '#kernel/actor.ts'
import type { Ctx } from '#platform/ctx.ts'
import { saveSettings } from '#platform/settings/settings.ts'
import { demoState, markDemo } from './demo-site.ts'
import { creator, demoPassword, learner, site } from './people.ts'
import { seedReaders } from './readers/seed-readers.ts'
import { seedCatalog } from './seed-catalog.ts'

/**
 * Writes the demo site into an empty database; a site that somebody set up is left alone. `onSite`
 * hears when there is a site to visit; its `readers`, if they are wanted, are written after that.
 */
export async function seedOnFirstRun(
  ctx: Ctx,
  { readers, onSite }: { readers: boolean; onSite: () => void },
): Promise<void> {
  const state = await demoState(ctx)
  if (state === 'done' || (state === 'none' && !(await accounts.needsSetup(ctx)))) return
  await markDemo(ctx, 'started')
  await seed(ctx)
  onSite()
  const { createdAt: setUpAt } = await accountOf(ctx, creator.email)
  if (readers) await seedReaders(ctx, { setUpAt })
  await markDemo(ctx, 'done')
}

async function seed(ctx: Ctx): Promise<void> {
  if (await accounts.needsSetup(ctx)) await accounts.setUpSite(ctx, { ...site, owner: creator })
  const { id: creatorId } = await accountOf(ctx, creator.email)
  const actor: Actor = {
    kind: 'person',
    personId: creatorId,
    roles: ['learner', 'creator', 'owner'],
  }
  const asOwner = { ...ctx, actor }
  await saveSettings(asOwner, { tagline: site.tagline })
  await accounts.updateProfile(asOwner, creator.profile)
  await addLearner(ctx)
  await seedCatalog(asOwner, { creatorId })
}

async function addLearner(ctx: Ctx): Promise<void> {
  const [found] = await ctx.db.select().from(people).where(eq(people.email, learner.email))
  if (!found) await accounts.register(ctx, { ...learner, password: demoPassword })
}

async function accountOf(ctx: Ctx, email: string): Promise<{ id: string; createdAt: Date }> {
  const [row] = await ctx.db
    .select({ id: people.id, createdAt: people.createdAt })
    .from(people)
    .where(eq(people.email, email))
  if (!row) throw new Error(`the demo account ${email} is not there`)
  return row
}
