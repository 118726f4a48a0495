import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { afterAll } from 'vitest'

/** The site on a real port of the loopback, for what a well-behaved client cannot send. */
export async function listenOnLoopback(app: { fetch: (request: Request) => unknown }) {
  const server: Server = createServer(getRequestListener(app.fetch as never))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  afterAll(() => {
    server.closeAllConnections()
    return new Promise((closed) => server.close(closed))
  })
  const { port } = server.address() as AddressInfo
  return { port, send: (request: string) => send(port, request) }
}

/** Writes these bytes and reads until the server closes: the head and the body as they came. */
function send(port: number, request: string): Promise<{ status: number; text: string }> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let text = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () =>
      done({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0), text }),
    )
  })
}
