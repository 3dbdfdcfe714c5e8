import { request } from "node:http"
import { describe, expect, it, onTestFinished } from "vitest"
import { startMetricsServer } from "../../../src/adapters/http/metrics-server.ts"
import { ConfigError } from "../../../src/model/errors.ts"

async function start(read: () => Promise<string> = async () => "x 1\n") {
  const server = await startMetricsServer(0, read)
  onTestFinished(server.close)
  return { port: server.port, url: `http://127.0.0.1:${server.port}` }
}

/** fetch() doesn't let us choose the name. */
const statusFor = (port: number, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path: "/metrics", headers: { host } }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on("error", reject)
      .end()
  })

describe("startMetricsServer()", () => {
  it("gives the text to who asks for it", async () => {
    const { url } = await start()

    const answer = await fetch(`${url}/metrics`)

    expect([answer.status, await answer.text()]).toEqual([200, "x 1\n"])
    expect(answer.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8")
    expect(answer.headers.get("cache-control")).toBe("no-store")
  })

  it.each([
    ["GET", "/", 404],
    ["GET", "/metrics?x=1", 404],
    ["POST", "/metrics", 405],
  ])("answers %s %s with %i", async (method, path, status) => {
    const { url } = await start()

    expect((await fetch(`${url}${path}`, { method })).status).toBe(status)
  })

  it("refuses who calls it by another name: a page in a browser could have made that name lead here", async () => {
    const { port } = await start()

    expect(await statusFor(port, `localhost:${port}`)).toBe(200)
    expect(await statusFor(port, "localhost.attacker.example")).toBe(403)
    expect(await statusFor(port, `127.0.0.1.attacker.example:${port}`)).toBe(403)
  })

  it("says that it can't read, and nothing of why", async () => {
    const { url } = await start(() => Promise.reject(new Error("disk /var/lib is full")))

    const answer = await fetch(`${url}/metrics`)

    expect([answer.status, await answer.text()]).toEqual([503, "The figures can't be read now.\n"])
  })

  it("says in one sentence when its port is taken", async () => {
    const { port } = await start()

    await expect(startMetricsServer(port, async () => "")).rejects.toThrow(ConfigError)
    await expect(startMetricsServer(port, async () => "")).rejects.toThrow(/Choose another metrics\.port/)
  })
})
