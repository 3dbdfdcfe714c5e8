import { connect, type Socket } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import {
  type HttpRoutes,
  type HttpServer,
  type HttpServerOptions,
  startHttpServer,
} from "../../../src/adapters/http/server.ts"
import type { JsonObject } from "../../../src/model/json.ts"

const MAX_BYTES = 256 * 1024
const opened: HttpServer[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

type Change = Partial<HttpRoutes["messages"]> & Partial<Pick<HttpRoutes, "healthz" | "files" | "passwords">>

/** What comes back until the server ends the connection. */
function endOf(socket: Socket): Promise<string> {
  let text = ""
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1")
  })
  return new Promise((resolve) => socket.once("close", () => resolve(text)).on("error", () => undefined))
}

async function start(change: Change = {}, limits: HttpServerOptions["limits"] = {}) {
  const bodies: JsonObject[] = []
  const refused: string[] = []
  const {
    healthz = async () => ({ ok: true, body: { state: "ok" } }),
    files,
    passwords,
    ...messages
  } = change
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: MAX_BYTES,
    limits,
    routes: {
      healthz,
      messages: {
        requireBearer: true,
        handle: async (_request, response, body) => {
          bodies.push(body)
          response.end()
        },
        ...messages,
      },
      refused: async (why) => void refused.push(why),
      ...(files === undefined ? {} : { files }),
      ...(passwords === undefined ? {} : { passwords }),
    },
  })
  opened.push(server)
  const post = (body: string, authorization?: string) =>
    fetch(`${server.url}/api/messages`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json", ...(authorization ? { authorization } : {}) },
    })
  return { server, bodies, post, refused }
}

describe("startHttpServer()", () => {
  it("hands a JSON object to the messages route", async () => {
    const { post, bodies } = await start()

    const response = await post('{"type":"message"}', "Bearer abc")

    expect(response.status).toBe(200)
    expect(bodies).toEqual([{ type: "message" }])
  })

  it.each([undefined, "Basic dXNlcg==", "bearer", "Bearer ", "Bearer a b"])(
    "refuses authorization %j before the route sees it",
    async (authorization) => {
      const { post, bodies, refused } = await start()

      const response = await post("{}", authorization)

      expect([response.status, bodies]).toEqual([401, []])
      expect(refused).toEqual(["it came without a token"])
    },
  )

  it("lets requests without a token through where no token is required", async () => {
    const { post, bodies } = await start({ requireBearer: false })

    await post("{}")

    expect(bodies).toEqual([{}])
  })

  it.each(["[]", "[1]", "null", "7", '"text"', "{", "", "{}}"])(
    "answers 400 to the body %j",
    async (body) => {
      const { post, bodies } = await start()

      const response = await post(body, "Bearer abc")

      expect([response.status, bodies]).toEqual([400, []])
      expect(await response.json()).toEqual({ error: "The body is not a JSON object." })
    },
  )

  it("refuses a body that is nested deeper than anybody could go through, before the route sees it", async () => {
    const { post, bodies } = await start()
    const nested = (levels: number) => `{"value":${"[".repeat(levels)}${"]".repeat(levels)}}`

    const [deep, shallow] = [await post(nested(100_000), "Bearer abc"), await post(nested(50), "Bearer abc")]

    expect([deep.status, shallow.status, bodies.length]).toEqual([400, 200, 1])
    expect(await deep.json()).toEqual({ error: "The body is nested more than 100 levels deep." })
  })

  it("answers 413 with one sentence to a body over the cap, with and without a length header", async () => {
    const { server, bodies, post } = await start()
    const big = JSON.stringify({ text: "x".repeat(MAX_BYTES) })

    const known = await post(big, "Bearer abc")
    const chunked = await fetch(`${server.url}/api/messages`, {
      method: "POST",
      headers: { authorization: "Bearer abc" },
      body: new Blob([big]).stream(),
      duplex: "half",
    } as RequestInit)

    expect([known.status, chunked.status, bodies]).toEqual([413, 413, []])
    expect(await known.json()).toEqual({ error: `The body is larger than ${MAX_BYTES} bytes.` })
  })

  it("takes a body of exactly the cap", async () => {
    const { post } = await start()

    const response = await post(JSON.stringify({ t: "x".repeat(MAX_BYTES - 8) }), "Bearer abc")

    expect(response.status).toBe(200)
  })

  it("answers the health check with 200 or 503", async () => {
    const good = await start()
    const bad = await start({ healthz: async () => ({ ok: false, body: { state: "store closed" } }) })

    const answers = await Promise.all([good, bad].map(({ server }) => fetch(`${server.url}/healthz`)))

    expect(answers.map((answer) => answer.status)).toEqual([200, 503])
    expect(await answers[1]?.json()).toEqual({ state: "store closed" })
  })

  it("tells of every link that leads nowhere, and of none that does", async () => {
    const asked = { found: true, page: "code?" }
    const { server, refused } = await start({
      files: async (id) => (id === "good" ? { name: "a.csv", type: "text/csv", body: "a" } : undefined),
      passwords: {
        look: (link) => (link === "good" ? asked : { found: false, page: "gone" }),
        enter: async (link) => (link === "good" ? asked : { found: false, page: "gone" }),
      },
    })
    const statusOf = async (path: string, code?: string) => {
      const body = code === undefined ? {} : { method: "POST", body: new URLSearchParams({ code }) }
      return (await fetch(`${server.url}${path}`, body)).status
    }

    expect(await statusOf("/files/good/signed")).toBe(200)
    expect(await statusOf("/passwords/good")).toBe(200)
    expect(await statusOf("/passwords/good", "1")).toBe(200)
    expect(refused).toEqual([])
    expect(await statusOf("/files/guessed/forged")).toBe(404)
    expect(await statusOf(`/files/${"a".repeat(99)}/b`)).toBe(404)
    expect(await statusOf("/passwords/guessed")).toBe(404)
    expect(await statusOf("/passwords/guessed", "12345678")).toBe(404)
    expect(refused).toEqual([
      ...Array(2).fill("its link to a file is over, forged or unknown"),
      ...Array(2).fill("its link to a password is over, forged or unknown"),
    ])
  })

  it("says nothing of an error inside, and never answers 500", async () => {
    const { post, server } = await start({
      handle: async () => {
        throw new Error("secret detail")
      },
      healthz: async () => {
        throw new Error("secret detail")
      },
    })

    const answers = [await post("{}", "Bearer abc"), await fetch(`${server.url}/healthz`)]

    expect(answers.map((answer) => answer.status)).toEqual([503, 503])
    for (const answer of answers) expect(await answer.text()).not.toContain("secret")
  })

  it("answers unknown paths with 404 and other methods with 405, without naming the server software", async () => {
    const { server } = await start()

    const unknown = await fetch(`${server.url}/etc/passwd`)
    const method = await fetch(`${server.url}/api/messages`, { method: "DELETE" })

    expect([unknown.status, method.status]).toEqual([404, 405])
    expect(await unknown.json()).toEqual({ error: "There is nothing here." })
    for (const header of ["server", "x-powered-by"]) expect(unknown.headers.get(header)).toBeNull()
  })

  it("finishes the request under way before it closes", async () => {
    const entered = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const { post, server } = await start({
      handle: async (_request, response) => {
        entered.resolve()
        await release.promise
        response.end("done")
      },
    })

    const answer = post("{}", "Bearer abc")
    await entered.promise
    const closed = server.close()
    release.resolve()

    expect(await (await answer).text()).toBe("done")
    await closed
    await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
    opened.length = 0
  })

  it("leaves no connection open that asks for another protocol: it answers as if nothing were asked", async () => {
    const { server } = await start()
    const socket = connect(server.port, "127.0.0.1")
    const answer = endOf(socket)

    socket.write(
      "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n",
    )

    expect(await answer).toMatch(/^HTTP\/1.1 200 /)
  })

  it.each([
    ["POST /api/messages", 401],
    ["POST /passwords/guessed", 404],
    ["POST /nowhere", 404],
  ])("ends the connection rather than take in what nobody asked for: %s", async (line, status) => {
    const page = { found: false, page: "gone" }
    const { server } = await start({ passwords: { look: () => page, enter: async () => page } })
    const socket = connect(server.port, "127.0.0.1")
    const answer = endOf(socket)

    socket.write(`${line} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n`)

    expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  })

  it("takes only so many connections at once, and says so to the trail", async () => {
    const { server, refused } = await start({}, { maxConnections: 2 })
    const first = [connect(server.port, "127.0.0.1"), connect(server.port, "127.0.0.1")]
    await Promise.all(first.map((socket) => new Promise((resolve) => socket.once("connect", resolve))))

    await endOf(connect(server.port, "127.0.0.1"))

    expect(refused).toEqual(["too many connections were open"])
    for (const socket of first) socket.destroy()
  })
})
