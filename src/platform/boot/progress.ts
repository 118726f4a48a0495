import type { Config } from '../config/config.ts'

export type Step = 'postgres' | 'initdb' | 'db' | 'seed' | 'pictures'
export type Progress = <T>(step: Step, work: () => Promise<T>) => Promise<T>

const words: Record<Step, string> = {
  postgres: '启动数据库 · Starting PostgreSQL',
  initdb: '初始化数据库 · Creating the database',
  db: '升级数据表 · Migrating',
  seed: '写入演示内容 · Writing the demo content',
  pictures: '绘制插图 · Drawing the pictures',
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

/** Runs one step of the start and shows that it is under way; a spinner where somebody watches. */
export async function progress<T>(step: Step, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const { stdout } = process
  let frame = 0
  const draw = () => stdout.write(`\r${FRAMES[frame++ % FRAMES.length]} ${words[step]} … `)
  const spinning = stdout.isTTY ? setInterval(draw, 80) : null
  try {
    const result = await work()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    stdout.write(`${stdout.isTTY ? '\r' : ''}✓ ${words[step]}  ${seconds}s\n`)
    return result
  } finally {
    if (spinning) clearInterval(spinning)
  }
}

/** What somebody who just started the platform needs to know, and no more. */
export function showBox({ publicUrl, dataDir, production, sandboxUrl }: Config): void {
  const lines = [
    `问渠 Wenqu        ${publicUrl}`,
    ...(production
      ? []
      : [
          '',
          '演示账号 Demo log-ins（密码 password: wenqu-demo-2026）',
          '  站长 owner    linqingyuan@example.com',
          '  学员 learner  xuesheng@example.com',
        ]),
    ...(sandboxUrl ? ['', `支付沙箱 Sandbox   ${sandboxUrl}（不收真钱 no real money）`] : []),
    '',
    `数据 Data          ${dataDir}`,
    '停止 Stop          Ctrl-C',
  ]
  const bar = '─'.repeat(64)
  process.stdout.write(`\n┌${bar}\n${lines.map((line) => `│ ${line}`).join('\n')}\n└${bar}\n`)
}
