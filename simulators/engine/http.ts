import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Call = {
  method: string
  path: string
  /** Path and query exactly as sent, which WeChat Pay signs. */
  target: string
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  fromLoopback: boolean
}

/** `hang_up` closes the connection without a word. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string | Buffer }
  | 'hang_up'

export type Server = { url: string; close: () => Promise<void> }

const loopback = ['127.0.0.1', '::1', '::ffff:127.0.0.1']

/** Serves `answer` on the loopback interface; port 0 picks a free one. */
export async function serve(
  port: number,
  answer: (call: Call) => Promise<Answer>,
): Promise<Server> {
  const server = createServer(async (request, response) => {
    const reply = await answer(await readCall(request)).catch((error: unknown): Answer => {
      return { status: 500, body: `simulator error: ${String(error)}` }
    })
    if (reply === 'hang_up') {
      request.socket.destroy()
      return
    }
    response.writeHead(reply.status, reply.headers)
    response.end(reply.body)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const target = request.url ?? '/'
  const url = new URL(target, 'http://simulator.invalid')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    target,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(chunks),
    fromLoopback: loopback.includes(request.socket.remoteAddress ?? ''),
  }
}
