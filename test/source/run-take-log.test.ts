/** Where bytes belong: what can't be seen from outside the door. */
import { describe, expect, it } from "vitest"
import { sha256Hex } from "../../src/lib/sha256.ts"
import type { ExplorerLogs } from "../../src/ports/explorer-logs.ts"
import { takeLogBytes } from "../../src/source/run-take-log.ts"
import { CONTOSO, NOW } from "../adapters/sqlite/make-rows.ts"
import { openTemporaryStore } from "../adapters/sqlite/temporary-store.ts"

const NAME = { site: "office", tenantId: CONTOSO, machine: "PC-0417", file: "a.log" }

function rig(maxSiteBytes = 1_000) {
  const { store } = openTemporaryStore()
  let reads = 0
  const logs: ExplorerLogs = {
    ...store.explorerLogs,
    bytes: (id) => {
      reads += 1
      return store.explorerLogs.bytes(id)
    },
  }
  const deps = { logs, maxSiteBytes, maxSiteFiles: 10, now: () => NOW }
  return {
    logs,
    reads: () => reads,
    send: (before: string, text: string) =>
      takeLogBytes(
        NAME,
        { offset: before.length, before: sha256Hex(before), bytes: Buffer.from(text) },
        deps,
      ),
  }
}

describe("takeLogBytes()", () => {
  it("answers without reading the log whether a sender has the same", async () => {
    const { send, reads } = rig()
    await send("", "one\n")
    await send("one\n", "two\n")
    const before = reads()

    expect(await send("one\ntwo\n", "")).toMatchObject({ kind: "taken", added: 0 })
    expect(reads()).toBe(before)
    expect(await send("one\nTWO\n", "")).toEqual({ kind: "elsewhere", offset: 0 })
  })

  it("counts a changed log whole: both copies are kept", async () => {
    const { send, logs } = rig(20)
    await send("", "0123456789")

    expect(await send("01234567", "xxxx")).toEqual({ kind: "refused", because: "site-full" })
    expect(await send("01234567", "xx")).toMatchObject({ kind: "taken", changed: true })
    expect(await logs.total("office")).toEqual({ files: 2, bytes: 20 })
  })

  it("lets the first of two win that add at the same time", async () => {
    const { send, logs } = rig()
    await send("", "one\n")

    const answers = await Promise.all([send("one\n", "two\n"), send("one\n", "two\n")])

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(["elsewhere", "taken"])
    expect(await logs.total("office")).toEqual({ files: 1, bytes: 8 })
  })
})
