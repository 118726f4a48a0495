import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import { setSiteAddress } from '#accounts'
import { people } from '#accounts/tables.ts'
import { unpublishItem } from '#catalog'
import { type Actor, system } from '#kernel/actor.ts'
import { readUnsubscribeQuery } from '#platform/mail/unsubscribe-link.ts'
import { mails } from '#platform/tables.ts'
import * as recommendations from '#recommendations'
import { openTaughtSite } from '#tests/taught-site.ts'

setSiteAddress('https://site.test')
const site = await openTaughtSite()
const { as, db, fields } = site
const [garden = [], stars = []] = fields
const job = () => as(system('test'))
const mailsTo = async (who: Actor & { kind: 'person' }) => {
  const [person] = await db.select().from(people).where(eq(people.id, who.personId))
  const all = await db.select().from(mails).orderBy(mails.createdAt)
  return all.filter(({ recipient }) => recipient === person?.email)
}
const DAY = 86_400_000
const wanting = await site.someone('苏轼')
const silent = await site.someone('苏辙')
for (const who of [wanting, silent]) {
  for (const n of [0, 1, 2]) await site.read(who, garden[n] ?? '')
}
await recommendations.choose(as(wanting), { personalised: true, digest: true })

test('goes to who asked for it and to nobody else, once, by one of two workers', async () => {
  const sent = await Promise.all([
    recommendations.sendDueDigests(job()),
    recommendations.sendDueDigests(job()),
  ])
  expect(sent[0] + sent[1]).toBe(1)
  expect(await recommendations.sendDueDigests(job())).toBe(0)
  expect(await mailsTo(wanting)).toHaveLength(1)
  expect(await mailsTo(silent)).toEqual([])
})

test('names things of their field with the true reason, and nothing that they read', async () => {
  const [mail] = await mailsTo(wanting)
  for (const n of [0, 1, 2]) expect(mail?.body).not.toContain(`${garden[n]}`)
  expect(mail?.body).toMatch(/^《园艺第[3-7]篇》$/m)
  expect(mail?.body).toMatch(/因为你看过《园艺第[0-2]篇》/)
  expect(mail?.body).not.toMatch(/^《园艺第[0-2]篇》$/m)
})

test('comes again after a week, with other things', async () => {
  site.later(6 * DAY)
  expect(await recommendations.sendDueDigests(job())).toBe(0)
  site.later(DAY)
  const [gone = ''] = stars
  await unpublishItem(as(site.owner), gone)
  expect(await recommendations.sendDueDigests(job())).toBe(1)
  const [first, second] = await mailsTo(wanting)
  const named = (body = '') => body.match(/^《.+》$/gm) ?? []
  expect(named(second?.body).length).toBeGreaterThan(0)
  for (const title of named(second?.body)) expect(named(first?.body)).not.toContain(title)
  expect(second?.body).not.toContain('《天文第0篇》')
})

test('where nothing is left nothing is sent', async () => {
  for (let week = 0; week < 4; week++) {
    site.later(7 * DAY)
    await recommendations.sendDueDigests(job())
  }
  const before = (await mailsTo(wanting)).length
  expect(before).toBeLessThan(6)
  site.later(7 * DAY)
  expect(await recommendations.sendDueDigests(job())).toBe(0)
  expect(await mailsTo(wanting)).toHaveLength(before)
})

test('ends by its own link, and by no other', async () => {
  const [mail] = await mailsTo(wanting)
  const address = new URL(mail?.unsubscribeUrl ?? '')
  expect(mail?.body).toContain(`https://site.test/unsubscribe${address.search}`)
  const claim = readUnsubscribeQuery(address.searchParams)
  expect(claim).toMatchObject({ list: 'digest', personId: wanting.personId })
  const forged = new URLSearchParams(address.searchParams)
  forged.set('to', silent.personId)
  expect(readUnsubscribeQuery(forged)).toBeNull()
  forged.set('to', wanting.personId)
  forged.set('list', 'letters')
  expect(readUnsubscribeQuery(forged)).toBeNull()
  if (!claim) throw new Error('the link does not work')
  await recommendations.unsubscribeDigest(as(), claim)
  await recommendations.unsubscribeDigest(as(), claim)
  site.later(61 * DAY)
  expect(await recommendations.sendDueDigests(job())).toBe(0)
  expect(await recommendations.getChoice(as(wanting))).toEqual({
    ...{ personalised: true, digest: false },
  })
})
