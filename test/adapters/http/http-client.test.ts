import { createServer as createPlainServer } from "node:http"
import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, it } from "vitest"
import { registerCertificate } from "../../../sandbox/world/app-certificate.ts"
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { parseJson } from "../../../src/adapters/http/json-body.ts"
import { retryAfterMs } from "../../../src/adapters/http/retry-after.ts"
import { ConfigError, ContractError, UpstreamError } from "../../../src/model/errors.ts"
import { cpuMs } from "../../make/cpu-ms.ts"
import { errorOf } from "../error-of.ts"
import { createCloser, type Reply, startLoopback } from "../start-loopback.ts"

const closer = createCloser()
afterEach(() => closer.closeAll())

const certificate = registerCertificate(
  { appId: "backup", displayName: "backup.contoso.example" },
  Date.now(),
)

const serve = async (reply: Reply) => closer.add(await startLoopback(() => reply))
const client = () => closer.add(createHttpClient())

describe("createHttpClient()", () => {
  it("returns status, lower-cased headers and the body of any answer", async () => {
    const server = await serve({ status: 418, headers: { NextPageUri: "x" }, body: "tea" })

    const answer = await client().send({ method: "GET", url: server.url })

    expect([answer.status, answer.headers.nextpageuri, answer.text()]).toEqual([418, "x", "tea"])
  })

  it("follows no redirect, so that a token stays with the host it was made for", async () => {
    const other = await serve({ body: "stolen" })
    const server = await serve({ status: 302, headers: { location: other.url } })

    const answer = await client().send({
      method: "GET",
      url: server.url,
      headers: { authorization: "Bearer secret" },
    })

    expect([answer.status, other.seen.length]).toEqual([302, 0])
  })

  it("reports a body that breaks off as an UpstreamError", async () => {
    const server = await serve({ body: "[{", promise: 100_000 })

    expect(await errorOf(client().send({ method: "GET", url: server.url }))).toBeInstanceOf(UpstreamError)
  })

  it("refuses a body above the limit", async () => {
    const server = await serve({ body: "x".repeat(5000) })

    const error = await errorOf(client().send({ method: "GET", url: server.url, maxBytes: 1000 }))

    expect(error).toBeInstanceOf(ContractError)
    expect(error).toMatchObject({
      kind: "too-large",
      advice: expect.stringMatching(/^127\.0\.0\.1:\d+ sent more than 1 KiB/),
    })
  })

  it("reads nothing of a body that is announced above the limit", async () => {
    const server = await serve({ body: "x", promise: 10_000_000_000 })

    const error = await errorOf(client().send({ method: "GET", url: server.url, maxBytes: 1000 }))

    expect(error).toMatchObject({ kind: "too-large" })
  })

  it.each([
    ["of announced length", {}],
    ["of unknown length", { "transfer-encoding": "chunked" }],
  ])("gives a body %s as memory of its own, that can be handed to another thread", async (_name, headers) => {
    const text = "0123456789".repeat(40_000)
    const server = await serve({ headers, body: text })

    const { bytes } = await client().send({ method: "GET", url: server.url })

    expect(bytes.byteOffset).toBe(0)
    expect(bytes.buffer.byteLength).toBe(text.length)
    expect(Buffer.from(bytes).toString()).toBe(text)
  })

  it("gives up after the time limit", async () => {
    const server = await serve({ silent: true })

    const error = await errorOf(client().send({ method: "GET", url: server.url, timeoutMs: 50 }))

    expect(error).toMatchObject({
      code: "ERR_UPSTREAM_UNAVAILABLE",
      message: expect.stringContaining("did not answer completely"),
    })
  })

  it("passes the caller's own abort on instead of blaming the service", async () => {
    const server = await serve({ silent: true })
    const stop = new AbortController()

    const sent = errorOf(client().send({ method: "GET", url: server.url, signal: stop.signal }))
    stop.abort(new Error("shutting down"))

    expect(await sent).toMatchObject({ message: "shutting down" })
  })

  it("never puts a header, a body or a path into an error", async () => {
    const error = await errorOf(
      client().send({
        method: "POST",
        url: "http://127.0.0.1:9/customer/contoso?key=hidden",
        headers: { authorization: "Bearer secret" },
        body: "password=hidden",
      }),
    )

    expect(error).toBeInstanceOf(UpstreamError)
    const shown = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause)
    expect(shown).not.toMatch(/secret|hidden|contoso/)
  })
})

describe("createHttpClient() turns", () => {
  /** Holds every request until it is told how many may be answered. */
  const serveInTurn = async () => {
    const held: (() => void)[] = []
    let most = 0
    let running = 0
    const server = createPlainServer((_request, response) => {
      running += 1
      most = Math.max(most, running)
      held.push(() => {
        running -= 1
        response.end("ok")
      })
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const close = () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
    closer.add({ close })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const answerAll = (): void => {
      for (const answer of held.splice(0)) answer()
    }
    return { url, answerAll, held: () => held.length, most: () => most }
  }
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
  }

  it("asks one host, and all hosts together, only so much at once", async () => {
    const [one, other] = [await serveInTurn(), await serveInTurn()]
    const limited = closer.add(createHttpClient({ atOnce: { perHost: 2, all: 3 } }))
    let ended = 0
    const get = async (url: string): Promise<void> => {
      await limited.send({ method: "GET", url })
      ended += 1
    }

    const sent = [one, one, one, one, other, other].map(({ url }) => get(url))
    await until(() => one.held() + other.held() === 3)
    const atFirst = [one.held(), other.held()]
    await until(() => {
      one.answerAll()
      other.answerAll()
      return ended === sent.length
    })

    expect(atFirst).toEqual([2, 1])
    expect([one, other].map((host) => host.most() <= 2)).toEqual([true, true])
  })

  it("uses connections again", async () => {
    let connections = 0
    const server = createPlainServer((_request, response) => response.end("ok"))
    server.on("connection", () => {
      connections += 1
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    closer.add({ close: () => new Promise((resolve) => server.close(() => resolve())) })
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const http = closer.add(createHttpClient())

    for (let count = 0; count < 20; count += 1) await http.send({ method: "GET", url })

    expect(connections).toBeLessThanOrEqual(2)
  })

  it("doesn't send what was given up while it waited", async () => {
    const server = await serveInTurn()
    const limited = closer.add(createHttpClient({ atOnce: { perHost: 1, all: 1 } }))
    const stop = new AbortController()
    const first = limited.send({ method: "GET", url: server.url })
    const second = errorOf(limited.send({ method: "GET", url: server.url, signal: stop.signal }))

    await until(() => server.held() === 1)
    stop.abort(new Error("shutting down"))
    server.answerAll()
    await first

    expect(await second).toMatchObject({ message: "shutting down" })
    expect(server.most()).toBe(1)
  })
})

describe("createHttpClient() with a pinned certificate", () => {
  const serveTls = async () => {
    const server = createServer(
      { cert: certificate.certificatePem, key: certificate.privateKeyPem },
      (_request, response) => response.end("ok"),
    )
    let connections = 0
    server.on("request", () => {
      connections += 1
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    closer.add({
      close: () =>
        new Promise((resolve) => {
          server.closeAllConnections()
          server.close(() => resolve())
        }),
    })
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => connections }
  }

  it("accepts exactly that certificate, self-signed or not", async () => {
    const server = await serveTls()
    const pinned = closer.add(createHttpClient({ certificateSha256: certificate.thumbprintSha256 }))

    expect((await pinned.send({ method: "GET", url: server.url })).text()).toBe("ok")
  })

  it("sends nothing to a server with another certificate", async () => {
    const server = await serveTls()
    const pinned = closer.add(createHttpClient({ certificateSha256: "00".repeat(32) }))

    const error = await errorOf(pinned.send({ method: "GET", url: server.url }))

    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).advice).toContain(certificate.thumbprintSha256)
    expect(server.requests()).toBe(0)
  })

  it("without a pin does not accept a self-signed certificate", async () => {
    const server = await serveTls()

    expect(await errorOf(client().send({ method: "GET", url: server.url }))).toBeInstanceOf(UpstreamError)
  })
})

describe("retryAfterMs()", () => {
  const now = Date.UTC(2026, 0, 5, 10, 0, 0)

  it("reads seconds and dates, and never waits more than an hour", () => {
    const wait = (value: string) => retryAfterMs({ "retry-after": value }, now)

    expect(wait("7")).toBe(7000)
    expect(wait("Mon, 05 Jan 2026 10:00:30 GMT")).toBe(30_000)
    expect(wait("Mon, 05 Jan 2026 09:00:00 GMT")).toBe(0)
    expect(wait("99999999")).toBe(3_600_000)
    expect(wait("soon")).toBeUndefined()
    expect(retryAfterMs({}, now)).toBeUndefined()
  })
})

describe("parseJson()", () => {
  it("keeps an integer that doesn't fit a JavaScript number as its digits", () => {
    expect(parseJson('{"RuleIdentity":15394007230974001153,"Priority":1,"Size":1.5}')).toEqual({
      RuleIdentity: "15394007230974001153",
      Priority: 1,
      Size: 1.5,
    })
  })

  it("leaves texts, fractions and whatever a number holds as they are", () => {
    const text = String.raw`{"a":"15394007230974001153","b\\\"15394007230974001153":"\\","c":9007199254740991,"d":0.12345678901234567,"e":1.5e3,"f":[-15394007230974001153]}`

    expect(parseJson(text)).toEqual({ ...JSON.parse(text), f: ["-15394007230974001153"] })
  })

  it.each([
    ["numbers", `[${"1,".repeat(4_000_000)}15394007230974001153]`],
    ["a text that never ends", `[15394007230974001153,"${String.raw`\"`.repeat(100_000)}`],
    ["digits that never end", `[${"1".repeat(8_000_000)}.`],
  ])("takes a few seconds at most for the largest body, also of %s", (_what, body) => {
    expect(cpuMs(() => parseJson(body))).toBeLessThan(4_000)
  })

  it("is undefined for anything that isn't JSON", () => {
    expect(parseJson("<html></html>")).toBeUndefined()
  })
})
