import { spawnSync } from 'node:child_process'
import { chownSync } from 'node:fs'
import { unavailable } from '#kernel/errors.ts'

/** How to run PostgreSQL's programs: as ourselves, or, when we are root, as somebody who is not. */
export type Runner = {
  wrap: (command: [string, ...string[]]) => [string, ...string[]]
  identity: { uid?: number; gid?: number }
  /** Gives a folder to whoever will run the server. */
  own: (path: string) => void
}

const direct: Runner = { wrap: (command) => command, identity: {}, own: () => {} }

const NAMESPACE = ['unshare', '--user', '--map-user=1000', '--map-group=1000'] as const

/**
 * PostgreSQL refuses to run as root. A user namespace in which root looks like uid 1000 keeps file
 * rights as they are (a checkout under a 0700 home works); else a system account takes the folder.
 */
export function asOwnUser(folder: string): Runner {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return direct
  const namespaces = spawnSync(NAMESPACE[0], [...NAMESPACE.slice(1), 'true'])
  if (namespaces.status === 0) {
    return { wrap: (command) => [...NAMESPACE, ...command], identity: {}, own: () => {} }
  }
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf('-u', name)
    const gid = idOf('-g', name)
    if (uid === null || gid === null || !reachable(folder, uid, gid)) continue
    return {
      wrap: (command) => command,
      identity: { uid, gid },
      own: (path) => chownSync(path, uid, gid),
    }
  }
  throw unavailable('postgres.root_refused', { folder })
}

function idOf(flag: '-u' | '-g', name: string): number | null {
  const found = spawnSync('id', [flag, name], { encoding: 'utf8' })
  const id = Number.parseInt(found.stdout, 10)
  return found.status === 0 && Number.isInteger(id) ? id : null
}

/** Whether that account may walk down to the folder's parent. */
function reachable(folder: string, uid: number, gid: number): boolean {
  return spawnSync('test', ['-x', `${folder}/..`], { uid, gid }).status === 0
}
