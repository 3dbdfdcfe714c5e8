/** An id of Exchange's admin center is told as the address that was read, before mutes and incidents see the alert. Against a real store. */
import { expect, it, onTestFinished } from "vitest"
import { RULES_FOLDER, readRules } from "../src/adapters/files/read-rules.ts"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import { CONTOSO, makeItem, makeNote, NOW } from "./adapters/sqlite/make-rows.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { batchOf, bytesOf, forwards, offer } from "./make/feed-blob.ts"
import { makeIngest } from "./make/make-ingest.ts"

const BOB = "7b1d0c11-0000-4000-8000-000000000001"

/** Bob's mail is forwarded outside; the record has his id alone. */
const byId = (number: number, to: string) => ({
  ...forwards(number, NOW - 60_000, to),
  ObjectId: BOB,
  Parameters: [
    { Name: "Identity", Value: BOB },
    { Name: "ForwardingSmtpAddress", Value: `smtp:${to}` },
  ],
})

it("names whom an id is, so that a mute of the address covers it", async () => {
  const path = temporaryPath()
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  onTestFinished(() => store.close())
  await store.snapshots.save(CONTOSO, NOW - 3_600_000, [
    { id: BOB, names: [BOB, "bob@contoso.example"], keepsCopy: false },
  ])
  const mute = {
    ...{
      tenantId: CONTOSO,
      reason: "known",
      by: "Kim Vega",
      from: NOW - 86_400_000,
      until: NOW + 86_400_000,
    },
    criteria: { kind: "forwarding", target: "bob@contoso.example", destination: "out@fabrikam.example" },
  }
  await store.mutes.add(mute, makeNote({ kind: "mute" }))
  const ingest = makeIngest(path, store, compileRuleSet(readRules(RULES_FOLDER)))
  const arrive = async (contentId: string, record: object): Promise<void> => {
    const item = makeItem({ contentId })
    await offer(store.feed, item)
    await ingest.blob({ ...batchOf(item), bytes: bytesOf([record]) })
  }

  await arrive("muted", byId(1, "out@fabrikam.example"))
  expect(await store.incidents.list({ tenants: [CONTOSO], limit: 9 })).toEqual([])
  await arrive("told", byId(2, "out@northwind.example"))

  const [incident] = await store.incidents.list({ tenants: [CONTOSO], limit: 9 })
  expect(incident?.alert.summary).toMatch(/^bob@contoso\.example's mailbox was set to forward all mail/)
  expect(incident?.alert.target.name).toBe("bob@contoso.example")
})
