/** The jobs are asked to stop: each is told so, and none that doesn't listen holds the process up. */
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { createProtectionOf } from "../../src/config/protection.ts"
import { connectOutside } from "../../src/connect-outside.ts"
import type { Ground } from "../../src/ground.ts"
import { startJobs } from "../../src/jobs/start-jobs.ts"
import { createCredentialBook } from "../../src/onboard/run-check-credentials.ts"
import { createTenantBook } from "../../src/onboard/tenant-book.ts"
import { createPickups } from "../../src/respond/pickups.ts"
import { createSafeguard } from "../../src/respond/run-safeguard.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { peopleConfig } from "./people-rig.ts"

const log = { info: () => {}, warn: () => {}, error: () => {} }
/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9"
const config = peopleConfig(
  "technicians: [{ name: Kim Vega, objectId: 51a7c0de-0000-4000-8000-000000000007 }]",
)

/** The outbox and the fixes end as told; all others are the real ones. */
function jobsWith(ends: (signal: AbortSignal) => Promise<void>) {
  const { store } = openTemporaryStore()
  const endpoints = {
    ...config.endpoints,
    login: NOWHERE,
    manage: NOWHERE,
    exchange: NOWHERE,
    graph: NOWHERE,
  }
  const local = { ...config, bot: { ...config.bot, appId: "" }, endpoints }
  const now = () => Date.UTC(2026, 10, 21, 12)
  const secret = { kind: "secret", secret: "practice" } as const
  const outside = connectOutside(
    local,
    { bot: undefined, monitor: secret, respond: secret, veeam: {} },
    { log, now, linked: async () => [], signingKeys: store.signingKeys, refused: async () => {} },
  )
  const ground: Ground = {
    ...{ config: local, store, outside, log, now },
    book: createTenantBook({ customers: local.customers, directory: outside.directory, log }),
    safeguard: createSafeguard({ admin: outside.admin, protectionOf: createProtectionOf(local) }),
    pickups: createPickups({ publicUrl: undefined, timeZoneOf: () => "UTC", now }),
    credentials: createCredentialBook(outside.credentials, now),
  }
  const ended: string[] = []
  const runner = (name: string) => ({
    wake: () => {},
    start: async (signal: AbortSignal) => {
      await ends(signal)
      ended.push(name)
    },
  })
  const ingest = { blob: async () => {}, records: async () => {} }
  const runners = { outbox: runner("outbox"), fixes: runner("fixes"), automatic: runner("automatic fixes") }
  const parts = { ground, ingest, ...runners, sendTimes: new Map(), askSchedules: async () => {} }
  return { jobs: startJobs(parts), ended }
}

const listens = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }))

describe("startJobs()", () => {
  it("tells every job to stop, and waits for its end", async () => {
    const { jobs, ended } = jobsWith(listens)

    await jobs.stop()

    expect(ended).toEqual(["outbox", "fixes", "automatic fixes"])
  })

  it("waits for what a job still does after it was told", async () => {
    const { jobs, ended } = jobsWith(async (signal) => {
      await listens(signal)
      await pause(200)
    })

    await jobs.stop()

    expect(ended).toEqual(["outbox", "fixes", "automatic fixes"])
  })

  it("waits for none that doesn't listen longer than a service manager would", async () => {
    const { jobs, ended } = jobsWith(() => new Promise(() => {}))

    await jobs.stop()

    expect(ended).toEqual([])
  })
})
