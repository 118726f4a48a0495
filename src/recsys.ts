import { system } from '#kernel/actor.ts'
import { AppError } from '#kernel/errors.ts'
import { inBoth } from '#platform/boot/in-both.ts'
import { reachDatabase } from '#platform/boot/reach-database.ts'
import { readConfig } from '#platform/config/config.ts'
import type { Ctx } from '#platform/ctx.ts'
import { describeError } from '#platform/log/describe-error.ts'
import { silent } from '#platform/log/log.ts'
import { connect } from '#platform/postgres/db.ts'
import { runRecsys, usage } from '#recommendations'

/** `npm run recsys`: 0 when it did what was asked, 1 when it could not, 2 when unclear. */
const say = (text: string) => process.stdout.write(`${text}\n`)

try {
  await runRecsys(process.argv.slice(2), reach, say)
} catch (error) {
  const isUsage = error instanceof AppError && error.code === 'recsys.usage'
  say(isUsage ? usage : inBoth('✗ 没有完成。', `It failed: ${describeError(error)}`))
  process.exitCode = isUsage ? 2 : 1
}

async function reach<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  const { config } = readConfig(process.env)
  const database = await reachDatabase(config, 'recsys')
  const { db, close } = connect(database.url, { max: 4 })
  try {
    return await work({ db, log: silent, now: new Date(), actor: system('recsys') })
  } finally {
    await close()
    await database.stop()
  }
}
