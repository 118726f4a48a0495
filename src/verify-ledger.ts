import { verifyBooks } from '#commerce'
import { system } from '#kernel/actor.ts'
import { inBoth } from '#platform/boot/in-both.ts'
import { reachDatabase } from '#platform/boot/reach-database.ts'
import { type Config, readConfig } from '#platform/config/config.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'

/**
 * Recomputes the books of a site that runs or stands still and says where they differ: exit code
 * 0 when they are sound, 1 when they are not, 2 when they could not be read. It changes nothing.
 */
const { config } = readConfig(process.env)
try {
  process.exitCode = await verify(config)
} catch (error) {
  say(inBoth('✗ 账本读不出来。', `The books cannot be read: ${describeError(error)}`))
  process.exitCode = 2
}

async function verify(config: Config): Promise<number> {
  const database = await reachDatabase(config, 'verify-ledger')
  const { db, close } = connect(database.url, { max: 2 })
  try {
    const ctx = { db, log: silent, now: new Date(), actor: system('verify-ledger') }
    const { transfers, checks, findings } = await verifyBooks(ctx)
    for (const { check, subject, detail } of findings) {
      say(`✗ ${check}  ${subject}  ${detail}`)
    }
    const sound = findings.length === 0
    const counts = `${transfers} / ${checks} / ${findings.length}`
    say(
      inBoth(
        `${sound ? '✓ 账本平' : '✗ 账本不平'}（转账 / 核对项 / 差异：${counts}）`,
        `The books ${sound ? 'are sound' : 'differ'} (transfers / checks / differences: ${counts})`,
      ),
    )
    return sound ? 0 : 1
  } finally {
    await close()
    await database.stop()
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
