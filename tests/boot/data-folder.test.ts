import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { claimFolder, releaseFolder } from '#platform/boot/instance-lock.ts'
import { processMark } from '#platform/boot/process-mark.ts'
import { developmentSecret } from '#platform/boot/secret.ts'
import { end, liveScript, type Script } from './processes.ts'

const URL_OF_SITE = 'http://localhost:3000'
let folder = ''
let scripts: Script[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wenqu-boot-'))
})
afterEach(async () => {
  await Promise.all(scripts.map(end))
  scripts = []
  rmSync(folder, { recursive: true, force: true })
})

function run(source: string): Script {
  const script = liveScript(source)
  scripts.push(script)
  return script
}

const claimIn = (dir: string) => `
  import { claimFolder } from '#platform/boot/instance-lock.ts'
  console.log(JSON.stringify(claimFolder(${JSON.stringify(dir)}, ${JSON.stringify(URL_OF_SITE)})))`

describe('the data folder', () => {
  test('has one holder, who is named to whoever comes second', async () => {
    const first = run(claimIn(folder))
    expect(await first.firstLine).toBe('null')
    expect(claimFolder(folder, 'http://localhost:4000')).toEqual({
      pid: first.pid,
      url: URL_OF_SITE,
    })
  })

  test('has one holder of eight that come at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => run(claimIn(folder)).firstLine))
    expect(all.filter((line) => line === 'null')).toHaveLength(1)
    expect(readdirSync(folder)).toEqual(['running'])
  })

  test('is free again after its holder was killed', async () => {
    const first = run(claimIn(folder))
    await first.firstLine
    await end(first)
    expect(claimFolder(folder, URL_OF_SITE)).toBeNull()
  })

  test('is not held by another process that got the dead holder’s number', async () => {
    const other = run(`console.log('here')`)
    await other.firstLine
    const claim = (mark: string | null) => `${other.pid}\n${URL_OF_SITE}\n${mark}`
    writeFileSync(join(folder, 'running'), claim(processMark(other.pid)))
    expect(claimFolder(folder, URL_OF_SITE)).toMatchObject({ pid: other.pid })
    writeFileSync(join(folder, 'running'), claim('another-boot 1'))
    expect(claimFolder(folder, URL_OF_SITE)).toBeNull()
  })

  test.each(['', 'rubbish', '1\n', '-1\n\n\n'])('is free when its claim reads %j', (claim) => {
    writeFileSync(join(folder, 'running'), claim)
    expect(claimFolder(folder, URL_OF_SITE)).toBeNull()
    releaseFolder(folder)
    expect(existsSync(join(folder, 'running'))).toBe(false)
  })

  test('stays with its holder when somebody else lets go of it', async () => {
    await run(claimIn(folder)).firstLine
    releaseFolder(folder)
    expect(existsSync(join(folder, 'running'))).toBe(true)
  })
})

describe('the secret of development', () => {
  test('is one for all that start at once, and nobody else may read it', async () => {
    const source = `
      import { developmentSecret } from '#platform/boot/secret.ts'
      console.log(developmentSecret(${JSON.stringify(folder)}))`
    const secrets = await Promise.all(Array.from({ length: 4 }, () => run(source).firstLine))
    expect(new Set([...secrets, developmentSecret(folder)]).size).toBe(1)
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder)).toEqual(['secret'])
  })

  test.each(['', '\0\0\0\0', 'a'.repeat(64)])(
    'is never taken from a damaged file (%j)',
    (bytes) => {
      const file = join(folder, 'secret')
      writeFileSync(file, bytes)
      expect(() => developmentSecret(folder)).toThrow('boot.secret_damaged')
      expect(readFileSync(file, 'utf8')).toBe(bytes)
    },
  )
})
