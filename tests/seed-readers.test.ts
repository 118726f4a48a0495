import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import * as analytics from '#analytics'
import * as commerce from '#commerce'
import { orders } from '#commerce/tables.ts'
import { type Actor, system } from '#kernel/actor.ts'
import { verifyLedger } from '#ledger'
import { configureStorage } from '#media'
import * as payments from '#payments'
import { runDueTraining, saveRecommendationSettings } from '#recommendations'
import { models } from '#recommendations/tables.ts'
import { START, testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { categories } from '../db/seed/categories.ts'
import { readPieces } from '../db/seed/readers/piece.ts'
import { planReaders, readerCount, readerSeed } from '../db/seed/readers/plan-readers.ts'
import { seedReaders } from '../db/seed/readers/seed-readers.ts'
import { seedCatalog } from '../db/seed/seed-catalog.ts'

const database = await testDatabase()
const job = database.ctx(system('test'))
const pieces = await readPieces()
const fields = [...new Set(pieces.map(({ field }) => field))]
const fieldOf = new Map(pieces.map(({ slug, field }) => [slug, field]))
const plans = planReaders({ pieces, count: readerCount, seed: readerSeed })

test('x', async () => {
  configureStorage(await mkdtemp(join(tmpdir(), 'seed-')))
  const creator = await insertPerson(database, '林清源', 'creator', 'owner')
  await seedCatalog(database.ctx(creator), { creatorId: creator.personId })
  payments.configureGateways([payments.personalProvider()], () => START)
  let t = performance.now()
  await seedReaders(job, { setUpAt: START })
  console.log('seed ms', performance.now() - t)
  console.log(await verifyLedger(job), await commerce.verifyBooks(job))
  t = performance.now()
  await runDueTraining(job)
  console.log('train ms', performance.now() - t)
  const [m] = await database.db.select().from(models)
  console.log(JSON.stringify(m?.card, null, 1))
  t = performance.now()
  await analytics.analyseDueAudience(job)
  console.log('analyse ms', performance.now() - t)
  for (const a of await analytics.listAnalyses(job))
    console.log(a.kind, a.state, a.size, JSON.stringify(a.scores).slice(0, 200))
  for (const s of await analytics.listSegments(job)) console.log(s.key, s.size)
  console.log((await analytics.listItemRules(job)).length)
}, 300_000)
