import { createItem, publishItem, saveDraft } from '#catalog'
import * as commerce from '#commerce'
import { type Actor, system } from '#kernel/actor.ts'
import { money } from '#kernel/money.ts'
import { seededRandom } from '#kernel/random.ts'
import * as recommendations from '#recommendations'
import { testDatabase } from './database.ts'
import { insertPerson } from './insert-person.ts'

const fields = ['园艺', '天文', '木工', '书法']
const words = [
  ['土壤', '浇水', '种子', '花盆', '修剪', '堆肥'],
  ['星座', '望远镜', '月相', '行星', '星云', '观测'],
  ['榫卯', '刨子', '木料', '打磨', '凿子', '桌椅'],
  ['毛笔', '墨汁', '楷书', '临帖', '宣纸', '笔画'],
]

/**
 * A site on which tastes are known: ten items in each of four fields, the last of each sold, and
 * sixty people who read mostly in one of them; a model learnt from that is served.
 */
export async function openReadingSite() {
  const database = await testDatabase()
  const time = { now: new Date('2026-03-01T02:00:00Z') }
  const as = (actor?: Actor) => database.ctx(actor, time.now)
  const worker = system('test')
  const creator = await insertPerson(database, '朱熹', 'creator')
  const owner = await insertPerson(database, '站长', 'owner')

  async function write(field: number, n: number, access: 'open' | 'sold' = 'open') {
    const random = seededRandom(field * 100 + n)
    const own = words[field] ?? []
    const said = Array.from({ length: 60 }, () => own[Math.floor(random() * own.length)])
    const title = `${fields[field]}第${n}篇`
    const { id, version } = await createItem(as(creator), { kind: 'article', title })
    const source = `${said.join('，')}。`
    await saveDraft(as(creator), id, { version, access, source, tags: [] })
    if (access === 'sold') await commerce.setPrice(as(creator), id, money(1000n, 'CNY'))
    await publishItem(as(creator), id)
    return id
  }
  const read = (who: Actor, itemId: string) =>
    recommendations.noteView(as(who), { itemId, dwellMs: 80_000, depth: 90 })

  const shelves: string[][] = []
  for (const field of fields.keys()) {
    const ids: string[] = []
    for (let n = 0; n < 10; n++) ids.push(await write(field, n, n === 9 ? 'sold' : 'open'))
    shelves.push(ids)
  }
  let names = 0
  const someone = () => insertPerson(database, `读者${++names}`)
  const random = seededRandom(3)
  const readers: Awaited<ReturnType<typeof someone>>[] = []
  for (let n = 0; n < 60; n++) readers.push(await someone())
  for (let times = 0; times < 6; times++) {
    for (const [n, reader] of readers.entries()) {
      const field = random() < 0.9 ? n % 4 : Math.floor(random() * 4)
      time.now = new Date(time.now.getTime() + 60_000)
      await read(reader, shelves[field]?.[Math.floor(random() * 10)] ?? '')
    }
  }
  await recommendations.saveRecommendationSettings(as(owner), {
    ...{ experiment: false, searchSeconds: 5, freshness: 0, variety: 0 },
  })
  await recommendations.runDueTraining(as(worker))
  const fieldOf = (itemId: string) => shelves.findIndex((ids) => ids.includes(itemId))
  return {
    ...{ database, time, as, worker, creator, owner, readers, shelves, words },
    ...{ fieldOf, write, read, someone },
  }
}
