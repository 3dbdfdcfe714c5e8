import { describe, expect, it } from "vitest"
import { recordId } from "../../../src/model/ids.ts"
import { CONTOSO, FABRIKAM, makeBatch, makeRecord, mergeInto, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

const recordAt = (id: string, happenedAt: number, name: string) =>
  makeRecord({ id: recordId(id), happenedAt, target: { kind: "mailbox", id: name, name } })

describe("aboutTarget()", () => {
  it("finds what was done to a mailbox under each of its names, at or after the start and before the end, oldest first", async () => {
    const { store } = openTemporaryStore()
    const records = [
      recordAt("late", NOW, "bob@contoso.example"),
      recordAt("second", NOW - 1, "BOB"),
      recordAt("first", NOW - 60_000, "bob@contoso.example"),
      recordAt("early", NOW - 60_001, "bob"),
      recordAt("another", NOW - 2, "ada@contoso.example"),
      {
        ...recordAt("read", NOW - 3, "bob"),
        operation: "MailItemsAccessed",
        operationKey: "mailitemsaccessed",
      },
    ]
    await store.records.saveBatch(makeBatch({ records }), mergeInto())
    const wanted = {
      names: ["bob@contoso.example", "bob"],
      operations: ["set-mailbox"],
      from: NOW - 60_000,
      to: NOW,
    }
    const idsOf = async (tenant: typeof CONTOSO) =>
      (await store.records.aboutTarget(tenant, wanted)).map(({ id }) => id)

    expect(await idsOf(CONTOSO)).toEqual(["first", "second"])
    expect(await idsOf(FABRIKAM)).toEqual([])
  })
})
