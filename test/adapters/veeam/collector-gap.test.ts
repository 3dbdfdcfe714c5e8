/** A session that runs into a time in which its server is not read: what is known of it afterwards, and what is not. */
import { describe, expect, it } from "vitest"
import {
  addRestoreEvent,
  endRestore,
  newestRestore,
  startRestore,
} from "../../../sandbox/stories/restore-session.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { attributor } from "../../attribute/attribute-rig.ts"
import { MINUTE, SERVER, START, startCollector, tenantNamed } from "./collector-rig.ts"

const restore = {
  tenant: "contoso",
  alias: "adele.varga",
  initiatedBy: "NORTHWIND\\kim.vega",
  clientHost: "NWBACKUP01",
} as const
const folder = { item: "Board", itemType: "Folder" } as const

type Rig = Awaited<ReturnType<typeof startCollector>>

/** A session that runs, read until it opened a folder; then the server can't be read for forty minutes. */
async function runIntoGap(meanwhile: (rig: Rig) => void, type: "View" | "Save" = "View") {
  const rig = await startCollector()
  await rig.poll()
  startRestore(rig.stage, restore)
  addRestoreEvent(rig.stage, restore, { type, ...folder })
  await rig.poll()
  const session = newestRestore(rig.stage, restore)
  rig.cloud.faults.push({
    service: "veeam",
    match: "/ServiceInstance",
    times: 1,
    kind: "status",
    status: 503,
  })
  rig.later(MINUTE)
  await rig.poll()
  meanwhile(rig)
  rig.later(39 * MINUTE)
  await rig.poll()
  await attributor(rig.store, { now: () => START + 41 * MINUTE })()
  const key = {
    server: SERVER,
    session: session.id,
    tenantId: tenantId(tenantNamed(rig.world, "contoso").id),
  }
  return { rig, answer: await rig.store.attributions.latest(key) }
}

const deleteNewest = ({ world, stage }: Rig): void => {
  const { sessions } = world.veeam
  sessions.splice(sessions.indexOf(newestRestore(stage, restore)), 1)
}

describe("a session in a gap of the collector", () => {
  it("is unknown, because of the gap, where it was deleted before it could be read again", async () => {
    const { rig, answer } = await runIntoGap(deleteNewest)

    expect(rig.told).toMatchObject([{ kind: "session-deleted" }])
    expect(answer?.grade).toBe("U")
    expect(answer?.person).toBeUndefined()
    expect(answer?.reasons.map(({ text }) => text)).toEqual([
      "The backup server was not read from 10 Mar 2026, 12:00:00 UTC to 10 Mar 2026, 12:40:00 UTC, and the session was deleted before it could be read again: whether anything was restored isn't known.",
      `Veeam recorded “${restore.initiatedBy}” as who opened it.`,
    ])
    expect(answer?.missing?.join(" ")).toContain(`${SERVER} was not read from`)
  })

  it("keeps its grade where a restore was read before, and says what is missing", async () => {
    const { answer } = await runIntoGap(deleteNewest, "Save")

    expect(answer).toMatchObject({ grade: "A", person: restore.initiatedBy })
    expect(answer?.missing?.join(" ")).toMatch(/while it ran.* was not read from/)
  })

  it("is known whole where the server still has it", async () => {
    const { answer } = await runIntoGap(({ stage }) => {
      addRestoreEvent(stage, restore, { type: "Save", ...folder })
      endRestore(stage, restore)
    })

    expect(answer?.grade).toBe("A")
    expect(answer?.missing?.join(" ") ?? "").not.toContain("was not read from")
  })
})
