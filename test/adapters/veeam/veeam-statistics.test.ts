/** Whose mailbox it was where an event tells no user: the session's statistics, asked for only then. */
import { afterEach, describe, expect, it } from "vitest"
import { addRestoreEvent, newestRestore, startRestore } from "../../../sandbox/stories/restore-session.ts"
import { asked, startCollector } from "./collector-rig.ts"
import { closer, connect, never, page } from "./veeam-rig.ts"

const restore = {
  tenant: "fabrikam",
  alias: "henrietta.moss",
  initiatedBy: "NORTHWIND\\kim.vega",
  clientHost: "NWBACKUP01",
} as const
const WHOLE = { type: "Restore", item: "Henrietta Moss", itemType: "Mailbox" } as const

/** A whole mailbox is put back: its event names no user, and two people have the name at the head of its path. */
async function restoreWhole(version: "v8" | "v7") {
  const rig = await startCollector({
    version,
    prepare: ({ users }) => {
      const known = users.find(({ name }) => name === "henrietta.moss@fabrikam.example")
      if (known) users.push({ ...known, id: "other", name: "h.moss@fabrikam.example" })
    },
  })
  startRestore(rig.stage, restore)
  addRestoreEvent(rig.stage, restore, WHOLE)
  const event = newestRestore(rig.stage, restore).events.at(-1)
  if (event === undefined) throw new Error("nothing was restored")
  delete event.userId
  event.mailboxEmail = "H.Moss@fabrikam.example"
  await rig.poll()
  return { rig, event: (await rig.restoresOf("fabrikam"))[0]?.events.at(-1) }
}

describe("the collector on a restore of a whole mailbox", () => {
  it("knows the exact address from the statistics of v8", async () => {
    const { event } = await restoreWhole("v8")

    expect(event).toMatchObject({ mailbox: "h.moss@fabrikam.example", mailboxBy: "statistics" })
    expect(event?.mailboxCandidates).toBeUndefined()
  })

  it("names all that may be meant on v7, which has no statistics, and doesn't ask for them", async () => {
    const { rig, event } = await restoreWhole("v7")

    expect(event?.mailbox).toBeUndefined()
    expect(event?.mailboxCandidates).toHaveLength(2)
    expect(asked(rig.cloud, "/Statistics")).toEqual([])
  })

  it("doesn't ask where every event that took something names its user", async () => {
    const rig = await startCollector()
    startRestore(rig.stage, restore)
    addRestoreEvent(rig.stage, restore, { type: "View", item: "Board", itemType: "Folder" })
    addRestoreEvent(rig.stage, restore, { type: "Save", item: "Fees", itemType: "IPM.Note" })
    delete newestRestore(rig.stage, restore).events.at(-2)?.userId

    await rig.poll()

    expect((await rig.restoresOf("fabrikam"))[0]?.events.at(-1)?.mailboxBy).toBe("user-id")
    expect(asked(rig.cloud, "/Statistics")).toEqual([])
  })
})

afterEach(closer.closeAll)

describe("createBackupServer() events() with statistics", () => {
  const event = {
    id: "e1",
    type: "Restore",
    startTime: "2026-03-02T04:34:26Z",
    order: 0,
    itemName: "Kim Vega",
    source: "Kim Vega",
  }
  const mailboxOf = async (statistics: object, status = 200) => {
    const { backup } = await connect((path) =>
      path.endsWith("/Statistics") ? { status, body: statistics } : page([event]),
    )
    const [found] = await backup.events({ id: "s1", product: "Exchange" }, never)
    return found?.mailbox
  }
  const kim = { name: "kim vega", path: "Kim Vega", mailboxEmail: "kim@contoso.example" }
  const other = { ...kim, mailboxEmail: "k.vega@contoso.example" }

  it("finds the item by its id before its name", async () => {
    expect(await mailboxOf({ items: [other, { ...kim, id: "e1" }] })).toBe("kim@contoso.example")
  })

  it("finds it by name and path, also inside of a mailbox that was restored whole", async () => {
    const inside = {
      name: "Everything",
      mailboxEmail: "kim@contoso.example",
      childItems: [{ name: "Kim Vega" }],
    }

    expect(await mailboxOf({ items: [kim] })).toBe("kim@contoso.example")
    expect(await mailboxOf({ items: [inside] })).toBe("kim@contoso.example")
  })

  it.each([
    ["two mailboxes have such an item", { items: [kim, other] }, 200],
    ["it lies elsewhere", { items: [{ ...kim, path: "Kim Vega\\Inbox" }] }, 200],
    ["no address is told", { items: [{ ...kim, mailboxEmail: null }] }, 200],
    ["the answer has another form", { items: "none" }, 200],
    ["a proxy doesn't let it through", {}, 403],
    ["the server doesn't have it", {}, 404],
  ])("leaves it open where %s", async (_why, statistics, status) => {
    expect(await mailboxOf(statistics, status)).toBeUndefined()
  })
})
