import postgres from 'postgres'

/**
 * A driver for the address; `?host=/dir` names a Unix socket's folder, as libpq reads it (the
 * driver itself does not).
 */
export function openSql(
  url: string,
  options: postgres.Options<Record<string, postgres.PostgresType>> = {},
): postgres.Sql {
  const socketFolder = new URL(url).searchParams.get('host')
  return postgres(url.split('?')[0] as string, {
    ...(socketFolder ? { host: socketFolder } : {}),
    ssl: sslOf(url),
    onnotice: () => {},
    // A look-up at each connection that nobody awaits: if the server goes just then, its failure
    // would end the process. It serves array columns, of which there are none.
    fetch_types: false,
    ...options,
  }) as unknown as postgres.Sql
}

function sslOf(url: string): 'require' | 'prefer' | false {
  const mode = new URL(url).searchParams.get('sslmode')
  if (mode === 'require' || mode === 'prefer') return mode
  return false
}

/** The SQLSTATE behind a driver error, through the query builder's wrapper; null for others. */
export function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null
  if ('code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)) {
    return error.code
  }
  return 'cause' in error ? sqlState(error.cause) : null
}
