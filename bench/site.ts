import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as accounts from '#accounts'
import { people, sessions } from '#accounts/tables.ts'
import { newId } from '#kernel/ids.ts'
import { grantAccess } from '#library'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { Ctx } from '#platform/ctx.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { type RunningSite, startSite, temporaryFolder } from '#tests/running-site.ts'

export type BenchSite = RunningSite & {
  port: number
  ctx: Ctx
  article: { id: string; slug: string }
  course: { id: string; slug: string }
  close: () => Promise<void>
}

/** The demo site in a process of its own, and a door to its database. */
export async function openBenchSite(env: Record<string, string> = {}): Promise<BenchSite> {
  const dataDir = temporaryFolder()
  const site = await startSite(dataDir, { env })
  setSiteSecret(readFileSync(join(dataDir, 'secret'), 'utf8').trim())
  const socket = encodeURIComponent(join(dataDir, 'postgres', 'socket'))
  const { db, sql, close } = connect(`postgres://postgres@localhost/wenqu?host=${socket}`)
  const ctx: Ctx = { db, now: new Date(), log: silent, actor: { kind: 'system', name: 'bench' } }
  const find = async (kind: string) => {
    const [row] = await sql`select id, slug from items
      where kind = ${kind} and access = 'sold' and status = 'published' order by id limit 1`
    return { id: String(row?.id), slug: String(row?.slug) }
  }
  return {
    ...site,
    port: Number(new URL(site.url).port),
    ctx,
    article: await find('article'),
    course: await find('course'),
    close: async () => {
      await close()
      await site.stop()
    },
  }
}

/** A member who holds these items: an API token, and the person's id. */
export async function benchMember(
  ctx: Ctx,
  itemIds: string[],
): Promise<{ id: string; token: string }> {
  const now = new Date()
  const id = newId(now)
  const name = `b${id.slice(-12)}`
  const at = { createdAt: now, updatedAt: now }
  const email = `${name}@example.com`
  await ctx.db
    .insert(people)
    .values({ id, name, username: name, displayUsername: name, email, ...at })
  const session = `session-${id}`
  const expiresAt = new Date(now.getTime() + 3_600_000)
  await ctx.db
    .insert(sessions)
    .values({ id: newId(now), token: session, personId: id, expiresAt, ...at })
  for (const itemId of itemIds) {
    await grantAccess(ctx, { personId: id, itemId, sourceKind: 'staff', sourceId: `bench-${id}` })
  }
  return { id, token: await accounts.issueApiToken({ ...ctx, now }, session) }
}
