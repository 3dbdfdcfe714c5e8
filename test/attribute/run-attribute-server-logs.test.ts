/** A backup server's own log that arrives a month late, from a real store to the stored answer. */
import { expect, it } from "vitest"
import type { ServerLogEntry } from "../../src/model/restore-evidence.ts"
import { NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"
import { attributor, DAY, key, NORTHWIND, SERVER, STARTED, save, session } from "./attribute-rig.ts"

const entry: ServerLogEntry = {
  kind: "server-log",
  id: "log-1",
  server: SERVER,
  at: STARTED,
  session: session.id,
}

const arrivedLate = async (late: ServerLogEntry, ownTenant = NORTHWIND) => {
  const { store } = openTemporaryStore()
  await save(store, { ...session, endedAt: STARTED + 60_000 })
  let now = NOW
  const round = attributor(store, { now: () => now, ownTenant })
  await round()
  now += 30 * DAY
  await round()
  await store.evidenceBook.keep(NORTHWIND, late, now)
  await round()
  return JSON.stringify((await store.attributions.latest(key))?.reasons)
}

it("is told in the answer about its session, however late it comes", async () => {
  expect(await arrivedLate(entry)).toContain(`the REST service of ${SERVER} opened this session`)
})

it("is not told of a session of another server, and of none where it isn't the provider's", async () => {
  expect(await arrivedLate({ ...entry, server: "vb365-02" })).not.toContain("REST service")
  expect(await arrivedLate(entry, key.tenantId)).not.toContain("REST service")
})
