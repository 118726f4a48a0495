import type { Config } from '../config/config.ts'

export type Welcome = {
  /** Where the wizard is while nobody owns the site; null afterwards. */
  setupPath: string | null
  demo: { password: string; owner: string; learner: string } | null
}

/** What somebody who just started the platform needs to know, and no more. */
export function showBox(
  { publicUrl, dataDir, sandboxUrl }: Config,
  { setupPath, demo }: Welcome,
): void {
  const lines = [
    `问渠 Wenqu         ${publicUrl}`,
    ...(setupPath ? ['', `开始设置 Set up     ${publicUrl}${setupPath}`] : []),
    ...(demo
      ? [
          '',
          `演示账号 Demo log-ins（密码 password: ${demo.password}）`,
          `  站长 owner       ${demo.owner}`,
          `  学员 learner     ${demo.learner}`,
        ]
      : []),
    ...(sandboxUrl ? ['', `支付沙箱 Sandbox    ${sandboxUrl}（不收真钱 no real money）`] : []),
    '',
    `数据 Data          ${dataDir}`,
    '停止 Stop          Ctrl-C',
  ]
  const bar = '─'.repeat(64)
  process.stdout.write(`\n┌${bar}\n${lines.map((line) => `│ ${line}`).join('\n')}\n└${bar}\n`)
}
