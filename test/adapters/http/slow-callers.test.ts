/** Whoever speaks too slowly, or not at all, loses the connection: over real sockets, with limits of tenths of a second. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, it, onTestFinished } from "vitest"
import { startHttpServer } from "../../../src/adapters/http/server.ts"

/** Far above the limits under test, and far below those that Node or the product would take by itself. */
const HELD_MS = 4_000

const FAST = {
  headersTimeout: 200,
  requestTimeout: 400,
  connectionsCheckingInterval: 50,
  keepAliveTimeout: 100,
  timeout: 60_000,
}

async function callerOf(limits: Partial<typeof FAST>) {
  let handled = 0
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1_024,
    limits: { ...FAST, ...limits },
    routes: {
      healthz: async () => ({ ok: true, body: {} }),
      messages: {
        requireBearer: false,
        handle: async (_request, response) => {
          handled += 1
          response.end()
        },
      },
    },
  })
  onTestFinished(() => server.close())
  const socket = connect(server.port, "127.0.0.1")
  onTestFinished(() => void socket.destroy())
  await once(socket, "connect")
  return { socket, handled: () => handled }
}

/** What the server said until it hung up; undefined when it held the connection. */
async function saidUntilEnd(socket: Socket): Promise<string | undefined> {
  let said = ""
  socket.on("data", (bytes) => {
    said += bytes.toString("latin1")
  })
  socket.on("error", () => undefined)
  const waiting = new AbortController()
  const ended = once(socket, "close").then(() => said)
  const held = pause(HELD_MS, undefined, { signal: waiting.signal }).catch(() => undefined)
  const first = await Promise.race([ended, held])
  waiting.abort()
  return first
}

const HEAD = "POST /api/messages HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"

describe("startHttpServer()", () => {
  it("hangs up on who never ends the headers", async () => {
    const { socket, handled } = await callerOf({ requestTimeout: 60_000 })
    socket.write(HEAD)

    expect(await saidUntilEnd(socket)).toMatch(/^HTTP\/1.1 408 /)
    expect(handled()).toBe(0)
  })

  it("hangs up on who never ends the body", async () => {
    const { socket, handled } = await callerOf({ headersTimeout: 300 })
    socket.write(`${HEAD}content-length: 100\r\n\r\n{`)

    expect(await saidUntilEnd(socket)).toMatch(/^HTTP\/1.1 4\d\d /)
    expect(handled()).toBe(0)
  })

  it("hangs up on who has its answer and says nothing more", async () => {
    const { socket } = await callerOf({})
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")

    expect(await saidUntilEnd(socket)).toMatch(/^HTTP\/1.1 200 OK/)
  })

  it("hangs up on who says nothing at all", async () => {
    const { socket } = await callerOf({ timeout: 200, headersTimeout: 60_000, requestTimeout: 60_000 })

    expect(await saidUntilEnd(socket)).toBeDefined()
  })
})
