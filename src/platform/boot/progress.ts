export type Step = 'open' | 'db' | 'seed' | 'pages'
export type Progress = <T>(step: Step, work: () => Promise<T>) => Promise<T>

const words: Record<Step, string> = {
  open: '启动数据库 · Starting the database',
  db: '升级数据表 · Migrating',
  seed: '写入演示内容 · Writing the demo content',
  pages: '载入页面 · Loading the pages',
}

const FRAMES = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
const FRAME_MS = 80
/** Where nobody watches a spinner, a step that takes longer than a second says so. */
const SLOW_MS = 1_000

/** Runs one step of the start and shows that it is under way; a spinner where somebody watches. */
export async function progress<T>(step: Step, work: () => Promise<T>): Promise<T> {
  const started = performance.now()
  const { stdout } = process
  let frame = 0
  const draw = () => stdout.write(`\r${FRAMES[frame++ % FRAMES.length]} ${words[step]} … `)
  const timer = stdout.isTTY
    ? setInterval(draw, FRAME_MS)
    : setTimeout(() => stdout.write(`${words[step]} …\n`), SLOW_MS)
  try {
    const result = await work()
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    stdout.write(`${stdout.isTTY ? '\r' : ''}✓ ${words[step]}  ${seconds}s\n`)
    return result
  } catch (error) {
    if (stdout.isTTY) stdout.write('\n')
    throw error
  } finally {
    clearTimeout(timer)
  }
}
