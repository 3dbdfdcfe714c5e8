/** A Veeam server of one API version on loopback, and the adapter connected to it. */
import { createHttpClient } from "../../../src/adapters/http/http-client.ts"
import { createBackupServer } from "../../../src/adapters/veeam/backup-server.ts"
import { createCloser, type Loopback, type Reply, type Seen, startLoopback } from "../start-loopback.ts"

export const never = new AbortController().signal
export const FROM = Date.UTC(2026, 2, 1)

export const closer = createCloser()

type Rig = {
  readonly version?: string
  readonly token?: (count: number, request: Seen) => Reply
  /** How far the server's clock is ahead of ours, milliseconds. */
  readonly aheadMs?: number
}

/** A server of one API version; `answer` sees what comes after the version, with a valid token. */
export const connect = async (
  answer: (path: string, query: URLSearchParams, request: Seen) => Reply,
  rig: Rig = {},
) => {
  const { version = "v8", token = (count: number) => granted(count), aheadMs = 0 } = rig
  let now = FROM
  let signIns = 0
  const respond = (request: Seen): Reply => {
    const url = new URL(request.url, "http://127.0.0.1")
    if (!url.pathname.startsWith(`/${version}/`)) return { status: 404 }
    const path = url.pathname.slice(version.length + 2)
    if (path === "ServiceInstance" && request.headers.authorization === undefined) return { status: 401 }
    if (path === "token") {
      signIns += 1
      return token(signIns, request)
    }
    return answer(path, url.searchParams, request)
  }
  const server: Loopback = closer.add(
    await startLoopback((request) => {
      const date = new Date(now + aheadMs).toUTCString()
      const reply = respond(request)
      return { ...reply, headers: { date, ...reply.headers } }
    }),
  )
  const backup = createBackupServer({
    name: "vb365-01",
    baseUrl: server.url,
    username: "BACKUP01\\watchpost",
    password: "practice",
    now: () => now,
    http: closer.add(createHttpClient()),
  })
  return {
    server,
    backup,
    later: (ms: number) => {
      now += ms
    },
    signIns: () => server.seen.filter((request) => request.url.endsWith("/token")),
  }
}

export const granted = (count: number): Reply => ({
  body: {
    access_token: `access-${count}`,
    refresh_token: `refresh-${count}`,
    token_type: "bearer",
    expires_in: 3600,
  },
})
export const page = (results: readonly object[], next = false): Reply => ({
  body: { offset: 0, limit: 30, results, _links: next ? { next: { href: "/v8/anything" } } : {} },
})
