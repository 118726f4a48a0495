import { people } from '#accounts/tables.ts'
import { orderLines, orders, refundCases } from '#commerce/tables.ts'
import { newId } from '#kernel/ids.ts'
import { seededRandom } from '#kernel/random.ts'
import { entitlements, lessonProgress, openings } from '#library/tables.ts'
import type { Db } from '#platform/postgres/db.ts'

const DAY = 86_400_000

/** Puts facts of people's pasts straight into the tables, as tests of behaviour need them. */
export function audience(db: Db, now: Date) {
  const ago = (days: number) => new Date(now.getTime() - days * DAY)
  let count = 0

  /** A person who registered so many days ago. */
  async function person(registeredDaysAgo: number): Promise<string> {
    const at = ago(registeredDaysAgo)
    const id = newId(at)
    const username = `a${++count}_${id.slice(-8)}`
    await db.insert(people).values({
      id,
      name: `读者${count}`,
      email: `${username}@example.test`,
      username,
      displayUsername: username,
      createdAt: at,
      updatedAt: at,
    })
    return id
  }

  /** A paid order for these items, at 10.00 each, with what it opens. */
  async function buy(buyerId: string, daysAgo: number, itemIds: string[]): Promise<string> {
    const at = ago(daysAgo)
    const id = newId(at)
    const totalMinor = BigInt(itemIds.length) * 1000n
    await db.insert(orders).values({
      id,
      number: `T${id.slice(-12)}`.toUpperCase(),
      buyerId,
      status: 'paid',
      totalMinor,
      currency: 'CNY',
      expiresAt: at,
      paidAt: at,
      createdAt: at,
      seal: 'test',
    })
    await db.insert(orderLines).values(
      itemIds.map((itemId, position) => ({
        orderId: id,
        position,
        itemId,
        title: '',
        amountMinor: 1000n,
      })),
    )
    await db.insert(entitlements).values(
      itemIds.map((itemId) => ({
        id: newId(at),
        personId: buyerId,
        itemId,
        sourceKind: 'order' as const,
        sourceId: id,
        startsAt: at,
      })),
    )
    return id
  }

  async function refund(orderId: string, daysAgo: number): Promise<void> {
    const at = ago(daysAgo)
    await db.insert(refundCases).values({
      id: newId(at),
      orderId,
      amountMinor: 1000n,
      currency: 'CNY',
      reason: '不合适',
      status: 'approved',
      requestedBy: 'test',
      createdAt: at,
      decidedAt: at,
    })
  }

  async function open(personId: string, itemId: string, daysAgo: number): Promise<void> {
    const at = ago(daysAgo)
    const row = { personId, itemId, contentId: newId(at), firstAt: at, lastAt: at, times: 1 }
    await db.insert(openings).values(row)
  }

  async function complete(
    personId: string,
    lesson: { id: string; courseId: string },
    daysAgo: number,
  ): Promise<void> {
    const at = ago(daysAgo)
    await db.insert(lessonProgress).values({
      personId,
      lessonId: lesson.id,
      courseId: lesson.courseId,
      positionMs: 0,
      percent: 100,
      completedAt: at,
      updatedAt: at,
    })
  }

  /**
   * So many people in two kinds: the keen read every week, buy the first item with the second and
   * mostly buy again within the last month; the others came once, and half bought the third long
   * ago. Returns their ids, keen ones first.
   */
  async function crowd(size: number, itemIds: readonly string[], seed: number) {
    const random = seededRandom(seed)
    const [first = '', second = '', third = '', fourth = ''] = itemIds
    const keen: string[] = []
    const quiet: string[] = []
    for (let n = 0; n < size; n++) {
      const isKeen = n % 2 === 0
      const id = await person(100 + 100 * random())
      if (isKeen) {
        keen.push(id)
        await buy(id, 70 + 20 * random(), [first, second])
        for (let day = 5 + 3 * random(); day < 70; day += 7) await open(id, first, day)
        if (random() < 0.8) await buy(id, 1 + 28 * random(), [fourth])
      } else {
        quiet.push(id)
        if (random() < 0.5) await buy(id, 85 + 10 * random(), [third])
        if (random() < 0.05) await buy(id, 1 + 28 * random(), [fourth])
      }
    }
    return { keen, quiet }
  }

  return { person, buy, refund, open, complete, crowd }
}
