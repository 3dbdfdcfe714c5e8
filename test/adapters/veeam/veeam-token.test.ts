import { afterEach, describe, expect, it } from "vitest"
import { ConfigError, TenantError, UpstreamError } from "../../../src/model/errors.ts"
import { errorOf } from "../error-of.ts"
import { closer, connect, FROM, granted, never, page } from "./veeam-rig.ts"

afterEach(() => closer.closeAll())

describe("createBackupServer() version and token", () => {
  it.each(["v8", "v7", "v6"])("finds %s by asking without a token, newest first", async (version) => {
    const { backup, server } = await connect(() => page([]), { version })

    await backup.sessions(FROM, never)

    const probes = server.seen.filter((request) => request.url.endsWith("/ServiceInstance"))
    expect(probes.at(-1)?.url).toBe(`/${version}/ServiceInstance`)
    expect(probes.some((request) => request.headers.authorization !== undefined)).toBe(false)
    expect(server.seen.at(-1)?.url).toMatch(new RegExp(`^/${version}/RestoreSessions\\?`))
  })

  it("says so when the host speaks no known version", async () => {
    const { backup } = await connect(() => page([]), { version: "v5" })

    expect(await errorOf(backup.sessions(FROM, never))).toBeInstanceOf(ConfigError)
  })

  it.each([
    ["v8", "true"],
    ["v6", null],
  ])("asks %s for a token that needs no cookie only where it knows how", async (version, expected) => {
    const { backup, signIns } = await connect(() => page([]), { version })

    await backup.sessions(FROM, never)

    const form = new URLSearchParams(signIns()[0]?.body)
    expect(form.get("disable_antiforgery_token")).toBe(expected)
    expect([form.get("grant_type"), form.get("username")]).toEqual(["password", "BACKUP01\\watchpost"])
  })

  it("signs in once for callers at the same time and keeps the token", async () => {
    const { backup, signIns } = await connect(() => page([]))

    await Promise.all([
      backup.sessions(FROM, never),
      backup.sessions(FROM, never),
      backup.organizations(never),
    ])
    await backup.sessions(FROM, never)

    expect(signIns().length).toBe(1)
  })

  it("renews an ended token by refreshing, and by the password when that is refused", async () => {
    const { backup, signIns, later } = await connect(() => page([]), {
      token: (count, request) =>
        request.body.includes("refresh_token=refresh-2") ? { status: 400 } : granted(count),
    })

    await backup.sessions(FROM, never)
    later(3_600_000)
    await backup.sessions(FROM, never)
    later(3_600_000)
    await backup.sessions(FROM, never)

    expect(signIns().map((request) => new URLSearchParams(request.body).get("grant_type"))).toEqual([
      "password",
      "refresh_token",
      "refresh_token",
      "password",
    ])
  })

  it("signs in again once when the server refuses a token", async () => {
    const { backup, server } = await connect((_path, _query, request) =>
      request.headers.authorization === "Bearer access-1" ? { status: 401 } : page([]),
    )

    await backup.sessions(FROM, never)

    expect(server.seen.at(-1)?.headers.authorization).toBe("Bearer access-2")
  })

  it("leaves a throttled token end point alone for a minute", async () => {
    const { backup, signIns, later } = await connect(() => page([]), {
      token: (count) => (count === 1 ? { status: 429, body: "Quota Exceeded" } : granted(count)),
    })

    const first = await errorOf(backup.sessions(FROM, never))
    later(59_000)
    const second = await errorOf(backup.sessions(FROM, never))
    const asked = signIns().length
    later(2000)
    await backup.sessions(FROM, never)

    expect([first, second]).toEqual([expect.any(UpstreamError), expect.any(UpstreamError)])
    expect(first).toMatchObject({ code: "ERR_UPSTREAM_THROTTLED", retryAfterMs: 60_000 })
    expect([asked, signIns().length]).toEqual([1, 2])
  })

  it("doesn't repeat a wrong password until the account locks", async () => {
    const { backup, signIns } = await connect(() => page([]), { token: () => ({ status: 401 }) })

    const first = await errorOf(backup.sessions(FROM, never))
    const second = await errorOf(backup.sessions(FROM, never))

    expect([first, second, signIns().length]).toEqual([expect.any(ConfigError), expect.any(ConfigError), 1])
    expect((first as ConfigError).advice).not.toContain("practice")
  })

  it("says what is wrong when the account or the host may not list sessions", async () => {
    const { backup } = await connect(() => ({ status: 403, body: { errorCode: "ResourceAccessDenied" } }))

    expect(await errorOf(backup.sessions(FROM, never))).toBeInstanceOf(TenantError)
  })

  it("never takes a hidden end point for 'no restores'", async () => {
    const { backup } = await connect(() => ({ status: 404 }))

    const error = await errorOf(backup.sessions(FROM, never))

    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).advice).toContain("restore operators only")
  })
})
