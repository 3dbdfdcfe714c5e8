/** The door for Explorer logs as it stands in the product: real HTTP before a real store. */
import { onTestFinished } from "vitest"
import { startHttpServer } from "../../../src/adapters/http/server.ts"
import { createLogIngest } from "../../../src/adapters/ingest/explorer-logs.ts"
import { sha256Hex } from "../../../src/lib/sha256.ts"
import { tenantId } from "../../../src/model/ids.ts"
import type { TrailEntry } from "../../../src/model/trail-entry.ts"
import type { Store } from "../../../src/ports/store.ts"
import { takeLogBytes } from "../../../src/source/run-take-log.ts"
import { CONTOSO, FABRIKAM, NOW } from "../sqlite/make-rows.ts"
import { openTemporaryStore } from "../sqlite/temporary-store.ts"

export const OFFICE_TOKEN = "office-token-0123456789abcdef0123"
export const PLANT_TOKEN = "plant-token-0123456789abcdef01234"
/** The provider itself. */
export const NORTHWIND = tenantId("b7e0d3c4-52a1-4f8e-9c6d-0e1f2a3b4c04")
export const SERVER_TOKEN = "server-token-0123456789abcdef012"
export const LOG = "ExchangeExplorer/Logs/Veeam.Exchange.Explorer_2026_11_18_20_11_29.log"
export const EMPTY = sha256Hex("")

export type SendOptions = {
  readonly token?: string | undefined
  readonly machine?: string
  readonly file?: string
  readonly offset?: number | string
  readonly before?: string
  readonly headers?: Readonly<Record<string, string>>
}

export type IngestRig = {
  readonly url: string
  readonly store: Store
  readonly clock: { now: number }
  /** What was logged, as text. */
  readonly logged: string[]
  send(
    body: string | Uint8Array<ArrayBuffer>,
    options?: SendOptions,
  ): Promise<{ status: number; body: unknown; headers: Headers }>
  /** The newest text of a file of the office. */
  text(file?: string, site?: string): Promise<string | undefined>
  trail(): Promise<readonly TrailEntry[]>
}

export async function startIngest(
  limits: {
    readonly maxSiteBytes?: number
    readonly maxSiteFiles?: number
    readonly perMinute?: number
  } = {},
): Promise<IngestRig> {
  const { store } = openTemporaryStore()
  const clock = { now: NOW }
  const now = (): number => clock.now
  const logged: string[] = []
  const say = (message: string, data: unknown = {}): void =>
    void logged.push(`${message} ${JSON.stringify(data)}`)
  const { maxSiteBytes = 100_000_000, maxSiteFiles = 100_000, perMinute = 1_000_000 } = limits
  const deps = { logs: store.explorerLogs, maxSiteBytes, maxSiteFiles, now }
  const server = await startHttpServer({
    host: "127.0.0.1",
    port: 0,
    maxBodyBytes: 1024,
    routes: {
      messages: { requireBearer: true, handle: async () => undefined },
      healthz: async () => ({ ok: true, body: {} }),
      explorerLogs: createLogIngest({
        sites: [
          { name: "office", tenantId: CONTOSO, token: OFFICE_TOKEN },
          { name: "plant", tenantId: FABRIKAM, token: PLANT_TOKEN },
          { name: "vb365", tenantId: NORTHWIND, token: SERVER_TOKEN, server: "vb365-01" },
        ],
        take: (name, offered) => takeLogBytes(name, offered, deps),
        ...{ trail: store.trail, log: { info: say, warn: say, error: say }, now, perMinute },
      }),
    },
  })
  onTestFinished(() => server.close())
  return {
    ...{ url: server.url, store, clock, logged },
    send: (body, options) => send(server.url, body, options),
    text: async (file = LOG, site = "office") => {
      const name = { site, tenantId: site === "office" ? CONTOSO : FABRIKAM, machine: "PC-0417", file }
      const copy = await store.explorerLogs.newest(name)
      return copy === undefined ? undefined : Buffer.from(await store.explorerLogs.bytes(copy.id)).toString()
    },
    trail: () => store.trail.read(0, 1000),
  }
}

async function send(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  options: SendOptions = {},
): Promise<{ status: number; body: unknown; headers: Headers }> {
  const { machine = "PC-0417", file = LOG, offset = 0, before = EMPTY, headers = {} } = options
  const token = "token" in options ? options.token : OFFICE_TOKEN
  const query = new URLSearchParams({ machine, file, offset: String(offset), before })
  const response = await fetch(`${url}/ingest/veeam-explorer?${query}`, {
    method: "POST",
    body,
    headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}
