import { connect } from 'node:net'

export type Load = { perSecond: number; p50: number; p99: number; failed: number }
export type Target = {
  port: number
  path: string
  method?: string
  headers?: Record<string, string>
  body?: string
}

/** The end of one response in a buffer: head, then Content-Length bytes; null while not whole. */
function lengthOf(buffer: Buffer): { total: number; status: number } | null {
  const head = buffer.indexOf('\r\n\r\n')
  if (head < 0) return null
  const text = buffer.toString('latin1', 0, head)
  const status = Number(text.slice(9, 12))
  const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
  if (length !== undefined) {
    const total = head + 4 + Number(length)
    return buffer.length >= total ? { total, status } : null
  }
  if (status === 204 || status === 304) return { total: head + 4, status }
  const end = buffer.indexOf('0\r\n\r\n', head + 4)
  return end < 0 ? null : { total: end + 5, status }
}

/** Keeps `connections` sockets busy for `seconds`; latencies in milliseconds. */
export async function load(
  targets: Target | (() => Target),
  { connections = 16, seconds = 4 }: { connections?: number; seconds?: number } = {},
): Promise<Load> {
  const next = typeof targets === 'function' ? targets : () => targets
  const times: number[] = []
  let failed = 0
  const started = performance.now()
  const until = started + seconds * 1000
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise<void>((done) => {
        const first = next()
        const socket = connect(first.port, '127.0.0.1')
        let buffer = Buffer.alloc(0)
        let sent = 0
        const send = (target: Target) => {
          sent = performance.now()
          socket.write(requestText(target))
        }
        socket.on('connect', () => send(first))
        socket.on('data', (chunk) => {
          buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk])
          const whole = lengthOf(buffer)
          if (!whole) return
          buffer = buffer.subarray(whole.total)
          const now = performance.now()
          times.push(now - sent)
          if (whole.status >= 400) failed++
          if (now >= until) {
            socket.destroy()
            done()
          } else send(next())
        })
        socket.on('error', () => {
          failed++
          done()
        })
        socket.on('close', () => done())
      })
    }),
  )
  const elapsed = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const at = (part: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0
  return { perSecond: times.length / elapsed, p50: at(0.5), p99: at(0.99), failed }
}

function requestText({ path, port, method = 'GET', headers = {}, body = '' }: Target): string {
  const all = {
    host: `localhost:${port}`,
    ...headers,
    ...(body ? { 'content-length': String(Buffer.byteLength(body)) } : {}),
  }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`
}
