import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { beforeAll, describe, expect, test } from 'vitest'
import { credentials, people } from '#accounts/tables.ts'
import * as analytics from '#analytics'
import { items } from '#catalog/tables.ts'
import * as commerce from '#commerce'
import { orders } from '#commerce/tables.ts'
import { system } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { verifyLedger } from '#ledger'
import { configureStorage } from '#media'
import * as payments from '#payments'
import { runDueTraining } from '#recommendations'
import { models } from '#recommendations/tables.ts'
import { START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { categories } from '../db/seed/categories.ts'
import { readPieces } from '../db/seed/readers/piece.ts'
import type { ReaderPlan } from '../db/seed/readers/plan.ts'
import { planReaders, readerCount, readerSeed } from '../db/seed/readers/plan-readers.ts'
import { seedReaders } from '../db/seed/readers/seed-readers.ts'
import { DAY, lastMidnight } from '../db/seed/readers/visits.ts'
import { seedCatalog } from '../db/seed/seed-catalog.ts'

const pieces = await readPieces()
const pieceOf = new Map(pieces.map((piece) => [piece.slug, piece]))
const fields = categories.map(({ slug }) => slug)
const readership = { pieces, count: readerCount, seed: readerSeed }
const plans = planReaders(readership)
const identityOf = ({ name, username, email, registeredAgo }: ReaderPlan) => {
  return { name, username, email, registeredAgo }
}

describe('the plan', () => {
  test('is the same for the same seed and another for another', () => {
    expect(planReaders(readership)).toEqual(plans)
    expect(planReaders({ ...readership, seed: readerSeed + 1 })).not.toEqual(plans)
  })

  test('has people who keep to a field and some who do not', () => {
    const shares = plans.flatMap(({ views }) => {
      const counts = fields.map(
        (field) => views.filter(({ slug }) => pieceOf.get(slug)?.field === field).length,
      )
      return views.length >= 6 ? [Math.max(...counts) / views.length] : []
    })
    // Four fields read alike would give about four tenths of six looks to the first of them.
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThan(0.55)
    expect(Math.min(...shares)).toBeLessThan(0.4)
  })

  test('lets nobody read what is not out, before they came or after the day', () => {
    for (const { registeredAgo, ...plan } of plans) {
      for (const { slug, firstAgo, lastAgo } of plan.views) {
        expect(firstAgo).toBeLessThan(registeredAgo)
        expect(firstAgo).toBeLessThan(((pieceOf.get(slug)?.daysAgo ?? 0) - 1) * DAY)
        expect(lastAgo).toBeGreaterThan(0)
        expect(lastAgo).toBeLessThanOrEqual(firstAgo)
      }
      for (const deed of [...plan.marks, ...plan.ratings, ...plan.studies, ...plan.openings]) {
        const view = plan.views.find(({ slug }) => slug === deed.slug)
        const sale = plan.sales.find(({ slugs }) => slugs.includes(deed.slug))
        expect(deed.ago).toBeGreaterThan(0)
        expect(deed.ago).toBeLessThan(Math.max(view?.firstAgo ?? 0, sale?.ago ?? 0))
      }
    }
  })

  test('says nothing of tastes: with the fields exchanged the people are the same', () => {
    const exchanged = pieces.map((piece) => {
      return { ...piece, field: fields[(fields.indexOf(piece.field) + 1) % fields.length] ?? '' }
    })
    const others = planReaders({ ...readership, pieces: exchanged })
    expect(others.map(identityOf)).toEqual(plans.map(identityOf))
    expect(others.map(({ views }) => views)).not.toEqual(plans.map(({ views }) => views))
    expect(JSON.stringify(plans)).not.toMatch(words)
  })

  test('gives no field its own names: they are spread over the fields by chance', () => {
    const table = fields.map(() => [0, 0])
    for (const { views, username } of plans) {
      const counts = fields.map(
        (field) => views.filter(({ slug }) => pieceOf.get(slug)?.field === field).length,
      )
      const row = table[counts.indexOf(Math.max(...counts))]
      const half = username < 'lan' ? 0 : 1
      if (row) row[half] = (row[half] ?? 0) + 1
    }
    const sum = (all: number[]) => all.reduce((total, one) => total + one, 0)
    const all = sum(table.flat())
    const halves = [0, 1].map((half) => sum(table.map((row) => row[half] ?? 0)))
    const chiSquare = sum(
      table.flatMap((row) =>
        halves.map((total, half) => {
          const expected = (sum(row) * total) / all
          return ((row[half] ?? 0) - expected) ** 2 / expected
        }),
      ),
    )
    // The 1 % point of three degrees of freedom.
    expect(chiSquare).toBeLessThan(11.34)
  })
})

/** What the fields are called, wherever it might have been written beside a person. */
const words = new RegExp(
  categories.flatMap(({ slug, nameZh, nameEn }) => [slug, nameZh, nameEn]).join('|'),
  'i',
)

describe('written into a site', async () => {
  const database = await testDatabase()
  const job = database.ctx(system('test'))
  const salesOf = plans.flatMap(({ sales }) => sales)
  let before: Record<string, number>

  /** How many rows of each table hold the name of a field. */
  async function rowsNaming(): Promise<Record<string, number>> {
    const tables = await database.sql`select tablename from pg_tables where schemaname = 'public'`
    const found: Record<string, number> = {}
    for (const { tablename } of tables) {
      const [row] = await database.sql`select count(*)::int as n
        from ${database.sql(tablename)} t where t::text ~* ${words.source}`
      found[tablename] = row?.n
    }
    return found
  }

  /** As a run that was killed leaves them: one order only placed, one said to be paid. */
  async function leaveHalfDone(): Promise<void> {
    const buyers = plans.filter(({ sales }) => sales.length > 0).slice(0, 2)
    for (const [place, { name, username, email, registeredAgo, sales }] of buyers.entries()) {
      const at = (ago: number) => new Date(lastMidnight(START).getTime() - Math.round(ago))
      const since = at(registeredAgo)
      const id = newId(since)
      const account = { id, name, username, displayUsername: username, email }
      await database.db.insert(people).values({ ...account, createdAt: since, updatedAt: since })
      const [sale] = sales
      const [item] = await database.db
        .select({ id: items.id })
        .from(items)
        .where(eq(items.slug, sale?.slugs[0] ?? ''))
      const buyer = { kind: 'person' as const, personId: id, roles: ['learner' as const] }
      const ctx = database.ctx(buyer, at(sale?.ago ?? 0))
      const order = await commerce.placeOrder(ctx, { itemId: item?.id ?? '' })
      if (place === 0) continue
      await payments.openCharge(ctx, {
        ...{ subject: order.id, provider: 'personal', channel: 'transfer', amount: order.total },
        ...{ description: '', expiresAt: order.expiresAt, baseUrl: '', returnPath: '' },
      })
      await commerce.submitProof(ctx, order.number, { note: '1234' })
    }
  }

  beforeAll(async () => {
    configureStorage(await mkdtemp(join(tmpdir(), 'seed-')))
    payments.configureGateways([payments.personalProvider()], () => START)
    const creator = await insertPerson(database, '林清源', 'creator', 'owner')
    await seedCatalog(database.ctx(creator), { creatorId: creator.personId })
    before = await rowsNaming()
    await leaveHalfDone()
    await seedReaders(job, { setUpAt: START })
  })

  test('every sale is an order paid once, and the books are right', async () => {
    const rows = await database.db.select({ status: orders.status }).from(orders)
    const count = (status: string) => rows.filter((row) => row.status === status).length
    const returned = salesOf.filter(({ refundAgo }) => refundAgo !== null).length
    expect(salesOf.length).toBeGreaterThan(100)
    expect([count('refunded'), count('paid')]).toEqual([returned, salesOf.length - returned])
    expect(rows.length - salesOf.length).toBeLessThanOrEqual(2)
    expect((await verifyLedger(job)).balanced).toBe(true)
    expect((await commerce.verifyBooks(job)).findings).toEqual([])
    expect(await commerce.listTransfers(job)).toEqual({ claimed: [], owed: [] })
  })

  test('nobody among them can log in, and no row tells what they care for', async () => {
    const rows = await database.db.select({ email: people.email }).from(people)
    expect(rows.filter(({ email }) => email.endsWith('@example.com'))).toHaveLength(readerCount)
    expect(await database.db.select().from(credentials)).toEqual([])
    expect(before.categories).toBeGreaterThan(0)
    expect(await rowsNaming()).toEqual(before)
  })

  test('a second run finds everything there', async () => {
    const sizes = () => database.sql`select relname, (xpath('/row/n/text()', query_to_xml(
      format('select count(*) as n from %I', relname), false, true, '')))[1]::text as n
      from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`
    const first = [...(await sizes())]
    await seedReaders(job, { setUpAt: START })
    expect([...(await sizes())]).toEqual(first)
  })

  test('what is learnt from them foretells the last days far better than popularity', async () => {
    await runDueTraining(job)
    const [model] = await database.db.select().from(models).where(eq(models.state, 'serving'))
    const card = model?.card as { chosen: string; rows: { kind: string; test: { ndcg: number } }[] }
    const ndcg = (kind: string) => card.rows.find((row) => row.kind === kind)?.test.ndcg ?? 0
    expect(ndcg('popularity')).toBeGreaterThan(0)
    expect(ndcg(card.chosen) / ndcg('popularity')).toBeGreaterThan(1.2)
  })

  test('and the look at the audience finds groups, habits and what goes together', async () => {
    await analytics.analyseAudience(job)
    const found = await analytics.listAnalyses(job)
    const state = Object.fromEntries(found.map((one) => [one.kind, one.state]))
    expect(state).toMatchObject({
      ...{ segments: 'ready', purchase: 'ready', churn: 'ready', rules: 'ready' },
      next_action: 'ready',
    })
    const rows = await database.db.select({ id: items.id, slug: items.slug }).from(items)
    const fieldOf = new Map(rows.map(({ id, slug }) => [id, pieceOf.get(slug)?.field]))
    const rules = await analytics.listItemRules(job)
    const within = rules.filter(({ antecedent, consequent }) => {
      return antecedent.every(({ id }) => fieldOf.get(id) === fieldOf.get(consequent.id))
    })
    expect(rules.length).toBeGreaterThan(5)
    expect(within.length / rules.length).toBeGreaterThan(0.7)
  })
})
