import { bodies, items } from '#catalog/tables.ts'
import { couponCampaigns, couponGrants, prices } from '#commerce/tables.ts'
import type { Actor } from '#kernel/actor.ts'
import { newId } from '#kernel/ids.ts'
import { setSiteSecret } from '#platform/crypto/keys.ts'
import type { TestDatabase } from '#tests/database.ts'
import { insertPerson } from '#tests/insert-person.ts'
import { TEST_SECRET } from '#tests/setup.ts'

export type Person = Extract<Actor, { kind: 'person' }>

const BUYERS = 6
/** Every buyer has one of each; of the first not all can be used. */
const CAMPAIGNS = [
  { percentOff: 33, maxUses: BUYERS - 2 },
  { percentOff: 10, maxUses: null },
]
/** One fen, odd prices, one above the limit of a second person. */
const PRICES = [1n, 990n, 1_999n, 3_333n, 5_000n, 9_999n, 19_900n, 77_700n]

/** What is sold, by whom and to whom. */
export async function stock(database: TestDatabase) {
  setSiteSecret(TEST_SECRET)
  const creators = [
    await insertPerson(database, '朱熹', 'creator'),
    await insertPerson(database, '站长', 'owner'),
  ]
  const staff = [creators[1] as Person, await insertPerson(database, '客服', 'support')]
  const itemIds: string[] = []
  for (const [n, price] of PRICES.entries()) {
    const author = creators[n % creators.length] as Person
    itemIds.push(await publish(database, author, price))
  }
  const buyers: Person[] = []
  const newPeople = async () => {
    buyers.length = 0
    for (let n = 0; n < BUYERS; n++) buyers.push(await insertPerson(database, `买家${n}`))
    await giveCoupons(database, staff[0] as Person, buyers)
  }
  await newPeople()
  return { itemIds, buyers, staff, newPeople }
}

async function publish(database: TestDatabase, author: Person, price: bigint): Promise<string> {
  const now = new Date()
  const [id, bodyId] = [newId(now), newId(now)]
  const texts = { source: '', freeHtml: '', paidHtml: '', freeText: '', paidText: '' }
  const body = { ...texts, id: bodyId, headings: [], assetIds: [], updatedAt: now }
  await database.db.insert(bodies).values(body)
  await database.db.insert(items).values({
    id,
    kind: 'article',
    authorId: author.personId,
    slug: id,
    title: `第 ${price} 号 \`,"=x\` 书`,
    level: 'any',
    language: 'zh-CN',
    access: 'sold',
    status: 'published',
    bodyId,
    publishedAt: now,
    createdAt: now,
    updatedAt: now,
  })
  const value = { amountMinor: price, currency: 'CNY', updatedAt: now }
  await database.db.insert(prices).values({ itemId: id, ...value })
  return id
}

/** Good for as long as a simulation may run. */
async function giveCoupons({ db }: TestDatabase, owner: Person, buyers: Person[]): Promise<void> {
  const now = new Date()
  for (const off of CAMPAIGNS) {
    const campaignId = newId(now)
    await db.insert(couponCampaigns).values({
      ...off,
      id: campaignId,
      name: '模拟',
      currency: 'CNY',
      validUntil: new Date('2199-01-01'),
      createdBy: owner.personId,
      createdAt: now,
    })
    const granted = { campaignId, grantedAt: now }
    await db
      .insert(couponGrants)
      .values(buyers.map(({ personId }) => ({ ...granted, id: newId(now), personId })))
  }
}
