import { AppError } from '#kernel/errors.ts'
import type { Config } from '../config/config.ts'
import { sqlState } from '../postgres/sql.ts'
import { inBoth } from './in-both.ts'

type Words = (config: Config, details: Record<string, unknown>) => [zh: string, en: string]

/** What may keep the platform from starting and is no bug of it: by code of the refusal, … */
const refusals: Record<string, Words> = {
  'boot.secret_damaged': (_, { file }) => [
    `密钥文件损坏：${file}\n  从备份恢复它；没有备份就删掉它，所有人会需要重新登录。`,
    `The secret in ${file} is damaged. Restore it, or delete it: everybody logs in anew.`,
  ],
  'boot.demo_in_production': () => [
    '这个数据库里有演示账号，密码人人知道。正式环境请换新的 DATA_DIR 或 DATABASE_URL。',
    'Demo accounts are in this database. Name a new DATA_DIR or DATABASE_URL in production.',
  ],
  'sandbox.keys_damaged': (_, { file }) => [
    `支付沙箱的密钥文件损坏：${file}\n  删掉它再启动，会重新生成（沙箱里没有真钱）。`,
    `The sandbox's keys in ${file} are damaged. Delete the file and start again.`,
  ],
  'sandbox.no_start': () => [
    '支付沙箱没有启动；可以用 SANDBOX=0 npm start 关掉它。',
    'The payment sandbox did not start; leave it out with SANDBOX=0 npm start.',
  ],
  'sandbox.ended': () => [
    '支付沙箱意外退出；可以用 SANDBOX=0 npm start 关掉它。',
    'The payment sandbox ended by itself; leave it out with SANDBOX=0 npm start.',
  ],
  'seed.failed': () => [
    '演示内容没有写完；再启动一次会接着写，也可以用 npm start -- --empty 跳过。',
    'The demo was not written whole; start again to go on, or leave it out: npm start -- --empty',
  ],
  'postgres.no_binary': (_, { package: name }) => [
    `没有装上 ${name}；请检查网络后再试，或用 DATABASE_URL 指定别的 PostgreSQL（14–18）。`,
    `${name} is not installed; check the network, or name a PostgreSQL 14–18 by DATABASE_URL.`,
  ],
  'postgres.root_refused': (_, { folder }) => [
    'PostgreSQL 不能以 root 运行，这里也没有可替代的用户。请用普通用户启动，或设置 DATABASE_URL。',
    `PostgreSQL refuses to run as root and nobody else may enter ${folder}; start as another user.`,
  ],
  'postgres.broken': (_, { dir }) => [
    `这个目录不是完整的数据库，也不是空的：${dir}\n  从备份恢复它，或把它移走再启动。`,
    `${dir} is neither a whole database nor empty. Restore it from a backup, or move it away.`,
  ],
  'postgres.foreign_folder': (_, { folder }) => [
    `这个目录属于别的用户：${folder}`,
    `This folder belongs to somebody else: ${folder}`,
  ],
  'postgres.stuck': (_, { pid }) => [
    `数据库进程 ${pid} 没有响应；请结束它再启动。`,
    `The database process ${pid} does not answer; end it and start again.`,
  ],
  'postgres.initdb_failed': (_, { output }) => [
    '数据库没有建成：',
    `The database could not be made:\n${output}`,
  ],
  'postgres.start_failed': (_, { output }) => [
    '数据库没有启动：',
    `PostgreSQL did not start:\n${output}`,
  ],
  'postgres.too_old': (_, { version }) => [
    `需要 PostgreSQL 14 或更新版本，这里是 ${version}。`,
    `PostgreSQL 14 or newer is needed; this is ${version}.`,
  ],
  'postgres.not_utf8': (_, { encoding }) => [
    `数据库的编码必须是 UTF8，这里是 ${encoding}。`,
    `The database must be encoded in UTF8; this one is ${encoding}.`,
  ],
  'postgres.no_trigrams': () => [
    '数据库缺少扩展 pg_trgm，当前用户也无权安装。请让管理员在这个库里执行：' +
      'CREATE EXTENSION pg_trgm;（Debian：postgresql-contrib）',
    'The extension pg_trgm is missing and this user may not install it. ' +
      'Let an administrator run in this database: CREATE EXTENSION pg_trgm;',
  ],
}

const notWritable: Words = ({ dataDir }, { path }) => {
  const where = typeof path === 'string' && !path.startsWith(dataDir) ? path : dataDir
  return [
    `不能写入：${where}\n  请检查权限，或用 DATA_DIR 换一个目录。`,
    `Not writable: ${where}. Check its rights, or choose another folder by DATA_DIR.`,
  ]
}
const full: Words = ({ dataDir }) => [`磁盘已满：${dataDir}`, `The disk is full: ${dataDir}`]
const unreachable: Words = ({ databaseUrl }) => [
  `连不上数据库 ${serverOf(databaseUrl)}；请检查 DATABASE_URL，并确认它在运行。`,
  `No database answers at ${serverOf(databaseUrl)}; check DATABASE_URL and that it runs.`,
]
const denied: Words = ({ databaseUrl }) => [
  `数据库 ${serverOf(databaseUrl)} 拒绝了用户名或密码。`,
  `The database at ${serverOf(databaseUrl)} refused the user name or the password.`,
]

/** … by the operating system's code, … */
const systemCodes: Record<string, Words> = {
  EADDRINUSE: ({ port }) => [
    `端口 ${port} 已被占用；请换一个：PORT=${port + 10} npm start`,
    `Port ${port} is in use; choose another: PORT=${port + 10} npm start`,
  ],
  EADDRNOTAVAIL: ({ host }) => [
    `这台机器没有地址 ${host}（HOST）。`,
    `This machine has no address ${host} (HOST).`,
  ],
  EACCES: notWritable,
  EPERM: notWritable,
  EROFS: notWritable,
  ENOTDIR: notWritable,
  EEXIST: notWritable,
  ENOSPC: full,
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  EAI_AGAIN: unreachable,
  EHOSTUNREACH: unreachable,
  ETIMEDOUT: unreachable,
  CONNECT_TIMEOUT: unreachable,
}

/** … and by SQLSTATE (PostgreSQL's manual, appendix A). */
const sqlStates: Record<string, Words> = {
  '28000': denied,
  '28P01': denied,
  '3D000': ({ databaseUrl }) => [
    `数据库不存在：${serverOf(databaseUrl)}；请先建立它（CREATE DATABASE）。`,
    `There is no such database: ${serverOf(databaseUrl)}; make it first (CREATE DATABASE).`,
  ],
  '42501': ({ databaseUrl }) => [
    `当前用户无权在 ${serverOf(databaseUrl)} 建表；它需要拥有这个库。`,
    `This user may not make tables in ${serverOf(databaseUrl)}; it needs to own the database.`,
  ],
  '53100': full,
}

/** The sentence for a failed start, in both languages; for a bug, where it happened. */
export function explainFailure(error: unknown, config: Config): string {
  if (error instanceof AppError) {
    const words = refusals[error.code]
    if (words) return inBoth(...words(config, error.details))
    return `${error.code} ${JSON.stringify(error.details)}`
  }
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : ''
    // 1024 and below are for the operating system's administrator.
    if (code === 'EACCES' && 'syscall' in cause && cause.syscall === 'listen') {
      return inBoth(`没有权限使用端口 ${config.port}。`, `Port ${config.port} may not be used.`)
    }
    const words = systemCodes[code]
    if (words) return inBoth(...words(config, 'path' in cause ? { path: cause.path } : {}))
  }
  const words = sqlStates[sqlState(error) ?? '']
  if (words) return inBoth(...words(config, {}))
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** Without the password. */
function serverOf(databaseUrl: string | null): string {
  if (databaseUrl === null) return ''
  const { host, pathname } = new URL(databaseUrl)
  return `${host}${pathname}`
}
