import { eq } from 'drizzle-orm'
import { beforeEach, expect, test } from 'vitest'
import { setSiteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import * as analytics from '#analytics'
import type { Actor } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { readUnsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import { auditLog, mails } from '#platform/tables.ts'
import { testDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { analyses, segmentMembers, segments } from '../tables.ts'

setSiteAddress('https://site.test')
const database = await testDatabase()
const { db } = database
let now = new Date('2026-03-01T02:00:00Z')
const as = (actor?: Actor) => database.ctx(actor, now)
const owner = await insertPerson(database, '站长', 'owner')
const [willing, other, suspended, outside] = [
  await insertPerson(database, '愿意的'),
  await insertPerson(database, '没同意的'),
  await insertPerson(database, '停用的'),
  await insertPerson(database, '别组的'),
]
const [analysisId, segmentId] = [newId(now), newId(now)]
await db.insert(analyses).values({
  ...{ id: analysisId, kind: 'segments', state: 'ready', size: 3, parameters: {}, scores: {} },
  ...{ madeAt: now, current: true },
})
await db.insert(segments).values({ id: segmentId, analysisId, key: 'loyal', size: 3, centroid: {} })
for (const { personId } of [willing, other, suspended]) {
  await db.insert(segmentMembers).values({ personId, segmentId })
}
for (const who of [willing, suspended, outside]) await analytics.agreeToLetters(as(who), true)
await db.update(people).set({ suspendedAt: now }).where(eq(people.id, suspended.personId))

const letter = () => ({ id: newId(now), segmentId, subject: '新课', body: '下周开课。' })
const sentMails = () => db.select().from(mails).orderBy(mails.createdAt)

beforeEach(async () => {
  now = new Date(now.getTime() + 86_400_000)
  await db.delete(mails)
})

test('reaches those of the segment who agreed, and nobody else', async () => {
  const reach = await analytics.letterReach(as(owner), segmentId)
  expect(reach).toEqual({ members: 2, agreed: 1 })
  expect(await analytics.sendLetter(as(owner), letter())).toBe(1)
  const [mail, ...more] = await sentMails()
  const [person] = await db.select().from(people).where(eq(people.id, willing.personId))
  expect(more).toEqual([])
  expect(mail).toMatchObject({ recipient: person?.email, subject: '新课' })
  expect(mail?.body).toContain('下周开课。')
  const rows = await db.select().from(auditLog).where(eq(auditLog.action, 'letter.sent'))
  expect(rows).toMatchObject([{ details: { segment: 'loyal', recipients: 1 } }])
})

test('is sent once, though its form is posted again and twice at once', async () => {
  const form = letter()
  await Promise.all([analytics.sendLetter(as(owner), form), analytics.sendLetter(as(owner), form)])
  now = new Date(now.getTime() + 86_400_000)
  expect(await analytics.sendLetter(as(owner), form)).toBe(1)
  expect(await sentMails()).toHaveLength(1)
})

test('goes to nobody a second time on one day, and does the next day', async () => {
  await Promise.all([
    analytics.sendLetter(as(owner), letter()),
    analytics.sendLetter(as(owner), letter()),
  ])
  expect(await sentMails()).toHaveLength(1)
  now = new Date(now.getTime() + 86_400_000)
  expect(await analytics.sendLetter(as(owner), letter())).toBe(1)
})

test('refuses an empty one, a header in its subject, an unknown group, and others', async () => {
  const say = (change: object, who: Actor = owner) =>
    analytics.sendLetter(as(who), { ...letter(), ...change })
  await expect(say({ subject: ' ' })).rejects.toMatchObject({ code: 'letter.invalid' })
  await expect(say({ subject: '你\nBcc: x' })).rejects.toMatchObject({ code: 'letter.invalid' })
  const unknown = say({ segmentId: newId(now) })
  await expect(unknown).rejects.toMatchObject({ code: 'segment.not_found' })
  await expect(say({}, willing)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await sentMails()).toEqual([])
})

test('ends by the link in it, without an account, as often as it is used', async () => {
  await analytics.sendLetter(as(owner), letter())
  const [mail] = await sentMails()
  const claim = readUnsubscribeQuery(new URL(mail?.unsubscribeUrl ?? '').searchParams)
  expect(claim).toMatchObject({ list: 'letters', personId: willing.personId })
  if (!claim) throw new Error('the link does not work')
  await analytics.unsubscribeLetters(as(), claim)
  await analytics.unsubscribeLetters(as(), claim)
  expect(await analytics.agreesToLetters(as(willing))).toBe(false)
  now = new Date(now.getTime() + 86_400_000)
  expect(await analytics.sendLetter(as(owner), letter())).toBe(0)
})
