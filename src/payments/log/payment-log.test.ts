import { expect, test } from 'vitest'
import { testDatabase } from '#tests/database.ts'
import { linkPaymentLog, logNotification, verifyPaymentLog } from '../index.ts'

const { ctx, sql } = await testDatabase()
const raw = (text: string) => ({ headers: new Headers(), body: Buffer.from(text) })
const log = (text: string) =>
  logNotification(ctx(), 'alipay', raw(text), { eventId: text, refused: null })

/** A row waits for every older transaction of the whole server, so ask until it is sealed. */
async function sealed(count: number): Promise<void> {
  await expect
    .poll(
      async () => {
        await linkPaymentLog(ctx())
        return (await verifyPaymentLog(ctx())).links
      },
      { timeout: 30_000, interval: 20 },
    )
    .toBe(count)
}

test('the chain takes each row once, however many seal it at once', async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => log(`a${n}`)))
  await Promise.all(Array.from({ length: 8 }, () => linkPaymentLog(ctx())))
  await sealed(20)
  await log('b')
  await sealed(21)
  expect(await verifyPaymentLog(ctx())).toEqual({ intact: true, links: 21, brokenAt: null })
})

test.each([
  "update payment_log set content = 'x'",
  'delete from payment_log',
  "update payment_log_links set seal = 'x'",
  'truncate payment_log_links',
])('F83: the database refuses: %s', async (statement) => {
  await expect(sql.unsafe(statement)).rejects.toThrow(/append-only/)
})

const atPosition = (n: number) => `(select log_id from payment_log_links where position = ${n})`

/** Later rows first, so that each damage is the first one of its time. */
test.each([
  ['taken out with its link', 9, 'delete from payment_log_links where position = 9'],
  ['taken out', 7, `delete from payment_log where id = ${atPosition(7)}`],
  ['changed', 5, `update payment_log set content = content || ' ' where id = ${atPosition(5)}`],
  ['dated back', 3, `update payment_log set at = at - interval '1s' where id = ${atPosition(3)}`],
] as const)('a row %s by whoever rules the database is found', async (_, position, statement) => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx.unsafe(statement)
  })
  const report = await verifyPaymentLog(ctx())
  expect(report).toMatchObject({ intact: false, brokenAt: BigInt(position) })
})
