import { readdirSync, watch } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Code that Node loads itself; Vite takes every other change to the browser without a restart. */
const atServer =
  /^(src\/(?!web\/)|src\/web\/(mount\/|shell\/(enhance\/|visit|refusals)|i18n\/locale)|simulators\/|db\/)/
/** Saving in an editor and switching a branch are each several events. */
const PAUSE_MS = 120
/** Not SIGTERM: the router's build tool ends its process on that before anything is closed. */
const END = 'SIGINT'

/** Runs the platform and starts it anew, database included, when the server's code changes. */
export function develop(root, start) {
  let stopping = null
  let timer
  let child = begin()
  watchFolders(root, ['src', 'simulators', 'db'], (path) => {
    if (stopping || !atServer.test(path) || !/(?<!\.test)\.(ts|sql)$/.test(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => restart(path), PAUSE_MS)
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (child.hasEnded) process.exit(0)
      stopping = signal
      // Ctrl-C reaches the child by itself; for other signals it is told.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(END)
    })
  }

  function begin() {
    const started = start()
    started.once('exit', (code) => {
      started.hasEnded = true
      if (stopping) process.exit(code ?? 1)
      if (!started.isReplaced) console.log('▸ 改动之后会再启动 · Starts again after a change')
    })
    return started
  }

  function restart(path) {
    if (child.isReplaced) return
    console.log(`▸ ${path}`)
    const old = child
    old.isReplaced = true
    const again = () => {
      if (!stopping) child = begin()
    }
    if (old.hasEnded) return again()
    old.once('exit', again)
    old.kill(END)
  }
}

/** Watches folders, not files: a file that an editor or git puts in place of another is seen too. */
function watchFolders(root, names, onChange) {
  const watched = new Map()
  const add = (folder) => {
    if (watched.has(folder)) return
    const watcher = watch(folder, (_event, name) => {
      if (!name) return
      onChange(relative(root, join(folder, name)).split(sep).join('/'))
      scan(folder)
    })
    watcher.on('error', () => forget(folder))
    watched.set(folder, watcher)
    scan(folder)
  }
  const scan = (folder) => {
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory()) add(join(folder, entry.name))
      }
    } catch {
      forget(folder)
    }
  }
  const forget = (folder) => {
    watched.get(folder)?.close()
    watched.delete(folder)
  }
  for (const name of names) add(join(root, name))
}
