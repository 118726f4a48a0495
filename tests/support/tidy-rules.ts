/** A file of the project as the rules see it: its path from the root and its text. */
export type SourceFile = { path: string; text: string }

/** The line of domains: each imports only from its left; surfaces stand at the right end. */
export const line = [
  'kernel',
  'platform',
  'accounts',
  'ledger',
  'media',
  'catalog',
  'library',
  'learning',
  'payments',
  'commerce',
  'community',
  'analytics',
  'recommendations',
  'moderation',
  'api',
  'web',
] as const
const surfaces = ['api', 'web']
/** Open to everyone by file, because they have no door: words and tools, not verbs. */
const foundations = ['kernel', 'platform']
const bannedNames =
  /(^|[-/.])(service|manager|helpers?|utils?|common|lib|logic|misc|types)([-/.]|$)/
const MAX = { lines: 300, functionLines: 70, columns: 100, filesInFolder: 12 }

type Rule = (files: SourceFile[]) => string[]

export const rules: Record<string, Rule> = {
  'a module imports only from its left': each((file, area) =>
    importsOf(file).flatMap((source) => {
      const target = /^#([a-z]+)/.exec(source)?.[1]
      if (!area || !target || rank(target) < 0 || rank(target) <= rank(area)) return []
      return [`imports ${source} from its right`]
    }),
  ),
  'another domain is entered by its door or its tables': each((file, area) =>
    (isTest(file) || !file.path.startsWith('src/') ? [] : importsOf(file)).flatMap((source) => {
      const [, target = '', path = ''] = /^#([a-z]+)(\/.*)?$/.exec(source) ?? []
      if (!target || target === area || foundations.includes(target) || target === 'tests')
        return []
      return path === '' || path === '/tables.ts' ? [] : [`reaches into ${source}`]
    }),
  ),
  'no relative path leaves its area': each((file) =>
    importsOf(file).flatMap((source) => {
      if (!source.startsWith('.')) return []
      const depth = file.path.split('/').length - 3
      const up = source.split('/').filter((part) => part === '..').length
      return file.path.startsWith('src/') && depth >= 0 && up > depth
        ? [`leaves its area by ${source}`]
        : []
    }),
  ),
  'a domain knows no page and no HTTP framework': each((file, area) =>
    area && !surfaces.includes(area)
      ? importsOf(file)
          .filter((source) => /^(react|react-dom|react-router|hono|@hono\/.*)(\/|$)/.test(source))
          .map((source) => `imports ${source}`)
      : [],
  ),
  'a surface holds no SQL': each((file, area) =>
    area && surfaces.includes(area) && !isTest(file)
      ? importsOf(file)
          .filter((source) => /^(drizzle-orm|postgres)(\/|$)|\/tables\.ts$/.test(source))
          .map((source) => `imports ${source}`)
      : [],
  ),
  'only the owner writes to a table': each((file, area) =>
    isTest(file) || !area
      ? []
      : foreignTables(file, area).flatMap((name) =>
          new RegExp(`\\.(insert|update|delete)\\(${name}\\)`).test(file.text)
            ? [`writes to the foreign table ${name}`]
            : [],
        ),
  ),
  'index.ts only re-exports': each((file) =>
    /^src\/[a-z]+\/index\.ts$/.test(file.path) &&
    file.text.replace(/export (type )?(\{[^}]*\}|\*) from '[^']+'/g, '').trim() !== ''
      ? ['does more than re-export']
      : [],
  ),
  'a verb file exports its own name': each((file, area) => {
    if (!area || surfaces.includes(area) || foundations.includes(area) || isTest(file)) return []
    const name = file.path.split('/').at(-1)?.replace('.ts', '') ?? ''
    const verbs = [...file.text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, v]) => v)
    if (!name.includes('-') || verbs.length !== 1) return []
    const camel = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    return verbs[0]?.startsWith(camel) ? [] : [`exports ${verbs[0]}, not ${camel}`]
  }),
  'files are named in kebab-case and say what they hold': each((file) => {
    const name = file.path.replace(/^src\//, '')
    const kebab = /^[a-z0-9.+-]+(\/[a-z0-9.+-]+)*$/.test(name)
    return [
      ...(kebab ? [] : ['is not kebab-case']),
      ...(bannedNames.test(name) ? ['has a name that says nothing'] : []),
    ]
  }),
  'a file is short': each((file) => {
    const count = file.text.split('\n').length
    return count > MAX.lines && !file.path.startsWith('tests/') ? [`has ${count} lines`] : []
  }),
  'a line is short': each((file) =>
    file.text
      .split('\n')
      .flatMap((text, index) =>
        columns(text) > MAX.columns && !/https?:\/\/|^import |\bd="|^\s*'[^']*',?$/.test(text)
          ? [`line ${index + 1} has ${columns(text)} columns`]
          : [],
      ),
  ),
  'a function is short': each((file) =>
    file.path.startsWith('tests/') ? [] : longFunctions(file.text),
  ),
  'a folder holds at most twelve files': (files) => {
    const count = new Map<string, number>()
    for (const file of files) {
      if (isTest(file) || !file.path.startsWith('src/')) continue
      const folder = file.path.split('/').slice(0, -1).join('/')
      count.set(folder, (count.get(folder) ?? 0) + 1)
    }
    return [...count]
      .filter(([, n]) => n > MAX.filesInFolder)
      .map(([folder, n]) => `${folder} holds ${n} files`)
  },
  'no file is dead': (files) => {
    const named = new Set(
      files.flatMap((file) => importsOf(file).map((one) => resolved(file, one))),
    )
    return files
      .filter((file) => file.path.startsWith('src/') && !isTest(file) && !isRoot(file))
      .filter((file) => !named.has(file.path) && !named.has(file.path.replace(/\.tsx?$/, '')))
      .map((file) => `${file.path} is imported by nobody`)
  },
  'time and chance come from outside a domain': each((file, area) => {
    if (!area || surfaces.includes(area) || foundations.includes(area) || isTest(file)) return []
    return /Math\.random\(/.test(file.text) ? ['uses Math.random'] : []
  }),
  'money never becomes a number': each((file) =>
    /(Number|parseFloat|parseInt)\([^)]*(amountMinor|totalMinor|\.minor)\b/.test(file.text)
      ? ['turns an amount into a number']
      : [],
  ),
  'only the library mints a pass': each((file, area) =>
    area && area !== 'library' && !isTest(file) && /\bas Pass\b/.test(file.text)
      ? ['mints a pass']
      : [],
  ),
}

/** A rule that looks at one file at a time; `area` is null outside src. */
function each(check: (file: SourceFile, area: string | null) => string[]): Rule {
  return (files) =>
    files
      .filter(({ path }) => !path.startsWith('tests/tidy') && !path.includes('tidy-rules'))
      .flatMap((file) => check(file, areaOf(file)).map((found) => `${file.path} ${found}`))
}

function areaOf({ path }: SourceFile): string | null {
  return /^src\/([a-z]+)\//.exec(path)?.[1] ?? null
}

function rank(area: string): number {
  return (line as readonly string[]).indexOf(area)
}

function isTest({ path }: SourceFile): boolean {
  return /\.(test|e2e)\.tsx?$|-contract\.ts$/.test(path)
}

function importsOf({ text }: SourceFile): string[] {
  const found = text.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)
  return [...found].map((match) => match[1] ?? '')
}

function foreignTables(file: SourceFile, area: string | null): string[] {
  const imports = file.text.matchAll(/import \{([^}]+)\} from '#([a-z]+)\/tables\.ts'/g)
  return [...imports].flatMap(([, names = '', owner]) =>
    owner === area ? [] : names.split(',').map((name) => name.trim().replace(/^type /, '')),
  )
}

function resolved(file: SourceFile, source: string): string {
  if (source.startsWith('#')) {
    const path = `src/${source.slice(1)}`
    return path.endsWith('.ts') ? path : `${path}/index.ts`
  }
  if (!source.startsWith('.')) return source
  const parts = [...file.path.split('/').slice(0, -1), ...source.split('/')]
  const out: string[] = []
  for (const part of parts) {
    if (part === '..') out.pop()
    else if (part !== '.') out.push(part)
  }
  return out.join('/')
}

/** Entries that the runtime, the router, a compiler or the schema tool open by themselves. */
function isRoot({ path, text }: SourceFile): boolean {
  return (
    /^src\/(main|dev|recsys|verify-ledger)\.ts$|^src\/web\/(root|entry\.(client|server)|routes)\.tsx?$/.test(
      path,
    ) ||
    /\/tables\.ts$|\.d\.ts$|\/assembly\//.test(path) ||
    (path.startsWith('src/web/') &&
      /export default |export (async )?function (loader|action)\b/.test(text))
  )
}

/** How wide a line is on the screen: a Chinese character takes two columns but counts as one. */
function columns(text: string): number {
  return [...text].length
}

function longFunctions(text: string): string[] {
  const lines = text.split('\n')
  return lines.flatMap((line, start) => {
    const opening = /^(\s*)(export )?(default )?(async )?function\*? (\w+)?/.exec(line)
    if (!opening) return []
    const indent = opening[1] ?? ''
    const length = lines.slice(start).indexOf(`${indent}}`) + 1
    return length > MAX.functionLines ? [`function ${opening[5] ?? ''} has ${length} lines`] : []
  })
}
