/** A purpose-made HTTP server on loopback: answers what the test says, and keeps what it was sent. */
import { createServer, type IncomingMessage } from "node:http"
import type { AddressInfo } from "node:net"

export type Seen = {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

export type Reply = {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Objects are sent as JSON. */
  readonly body?: unknown
  /** Promises this many bytes and breaks off after the body. */
  readonly promise?: number
  /** Never answers. */
  readonly silent?: true
}

export type Loopback = {
  readonly url: string
  readonly seen: readonly Seen[]
  close(): Promise<void>
}

export async function startLoopback(answer: (request: Seen, count: number) => Reply): Promise<Loopback> {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    const asked = await read(request)
    seen.push(asked)
    const reply = answer(asked, seen.length)
    if (reply.silent) return
    const { body } = reply
    const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body ?? {})
    response.writeHead(reply.status ?? 200, {
      ...reply.headers,
      ...(reply.promise === undefined ? {} : { "content-length": String(reply.promise) }),
    })
    if (reply.promise === undefined) response.end(text)
    else response.write(text, () => request.socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function read(request: IncomingMessage): Promise<Seen> {
  let body = ""
  for await (const chunk of request) body += String(chunk)
  return { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body }
}

/** Closes what a test opened. */
export function createCloser(): {
  add<T extends { close(): Promise<void> }>(opened: T): T
  closeAll(): Promise<void>
} {
  const opened: { close(): Promise<void> }[] = []
  return {
    add: (one) => {
      opened.push(one)
      return one
    },
    closeAll: async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()))
    },
  }
}
