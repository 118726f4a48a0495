import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'

const ROOT = resolve(import.meta.dirname, '../..')

export type Script = { child: ChildProcess; pid: number; firstLine: Promise<string> }

/** A process that runs the script and then lives until it is ended. */
export function liveScript(source: string): Script {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '--eval', `${source}\nprocess.stdin.resume()`],
    { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] },
  )
  const firstLine = new Promise<string>((said, failed) => {
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += String(chunk)
      if (output.includes('\n')) said(output.split('\n')[0] ?? '')
    })
    child.once('exit', () => failed(new Error(`ended after: ${output}`)))
  })
  return { child, pid: child.pid ?? 0, firstLine }
}

export function end({ child }: Script): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done()
    child.once('exit', () => done())
    child.kill('SIGKILL')
  })
}
