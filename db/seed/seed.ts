import { eq } from 'drizzle-orm'
import * as accounts from '#accounts'
import { people } from '#accounts/tables.ts'
import * as commerce from '#commerce'
import type { Actor } from '#kernel/actor.ts'
import { money } from '#kernel/money.ts'
import type { Progress } from '#platform/boot/progress.ts'
import type { Ctx } from '#platform/ctx.ts'
import { saveSettings } from '#platform/settings/settings.ts'
import { settings } from '#platform/tables.ts'
import { creator, demoPassword, learner, site } from './people.ts'
import { seedCatalog } from './seed-catalog.ts'

/** Kept while the demo site is being written, so that a start after a crash goes on with it. */
const KEY = 'demo'

/** Writes the demo site into an empty database; a site that somebody set up is left alone. */
export async function seedOnFirstRun(ctx: Ctx, progress: Progress): Promise<void> {
  const [state] = await ctx.db.select().from(settings).where(eq(settings.key, KEY))
  const isFresh = !state && (await accounts.needsSetup(ctx))
  if (!isFresh && state?.value !== 'started') return
  await mark(ctx, 'started')
  await progress('seed', () => seed(ctx))
  await mark(ctx, 'done')
}

async function seed(ctx: Ctx): Promise<void> {
  if (await accounts.needsSetup(ctx)) await accounts.setUpSite(ctx, { ...site, owner: creator })
  const creatorId = await idOf(ctx, creator.email)
  const actor: Actor = {
    kind: 'person',
    personId: creatorId,
    roles: ['learner', 'creator', 'owner'],
  }
  const asOwner = { ...ctx, actor }
  await saveSettings(asOwner, { tagline: site.tagline })
  await accounts.updateProfile(asOwner, creator.profile)
  await addLearner(ctx)
  for (const { itemId, priceFen } of await seedCatalog(asOwner, { creatorId })) {
    if (priceFen !== null) await commerce.setPrice(asOwner, itemId, money(BigInt(priceFen), 'CNY'))
  }
}

async function addLearner(ctx: Ctx): Promise<void> {
  const [found] = await ctx.db.select().from(people).where(eq(people.email, learner.email))
  if (!found) await accounts.register(ctx, { ...learner, password: demoPassword })
}

async function idOf(ctx: Ctx, email: string): Promise<string> {
  const [row] = await ctx.db.select({ id: people.id }).from(people).where(eq(people.email, email))
  if (!row) throw new Error(`the demo account ${email} is not there`)
  return row.id
}

async function mark(ctx: Ctx, value: 'started' | 'done'): Promise<void> {
  await ctx.db
    .insert(settings)
    .values({ key: KEY, value, updatedAt: ctx.now })
    .onConflictDoUpdate({ target: settings.key, set: { value, updatedAt: ctx.now } })
}
