import { createItem, publishItem, saveDraft } from '#catalog'
import { type Actor, system } from '#kernel/actor.ts'
import * as recommendations from '#recommendations'
import { testDatabase } from './database.ts'
import { insertPerson } from './insert-person.ts'

const PER_FIELD = 8
const READERS = 24

/** A site with two fields of open articles, readers who keep to one, and a model of that. */
export async function openTaughtSite() {
  const database = await testDatabase()
  let now = new Date('2026-03-01T02:00:00Z')
  const as = (actor?: Actor) => database.ctx(actor, now)
  const creator = await insertPerson(database, '朱熹', 'creator')
  const owner = await insertPerson(database, '站长', 'owner')
  const fields: string[][] = []
  for (const field of ['园艺', '天文']) {
    const ids: string[] = []
    for (let n = 0; n < PER_FIELD; n++) {
      const { id, version } = await createItem(as(creator), {
        kind: 'article',
        title: `${field}第${n}篇`,
      })
      const source = `${field}。`.repeat(20)
      await saveDraft(as(creator), id, { version, access: 'open', source, tags: [] })
      await publishItem(as(creator), id)
      ids.push(id)
    }
    fields.push(ids)
  }
  const read = async (who: Actor, itemId: string) => {
    now = new Date(now.getTime() + 60_000)
    return recommendations.noteView(as(who), { itemId, dwellMs: 80_000, depth: 90 })
  }
  const someone = (name: string) => insertPerson(database, name)
  for (let n = 0; n < READERS; n++) {
    const reader = await someone(`读者${n}`)
    for (let step = 0; step < 5; step++) {
      await read(reader, fields[n % 2]?.[(n + step) % PER_FIELD] ?? '')
    }
  }
  const calm = { experiment: false, searchSeconds: 5, freshness: 0, variety: 0 }
  await recommendations.saveRecommendationSettings(as(owner), { ...calm, model: 'item-cf' })
  await recommendations.runDueTraining(as(system('test')))
  const later = (ms: number) => {
    now = new Date(now.getTime() + ms)
  }
  return { ...database, as, owner, fields, read, someone, later }
}
