/** Correlations and repeated acts through the real store: what one batch leaves, the next one finds. */

import { describe, expect, it, onTestFinished } from "vitest"
import { openStore } from "../src/adapters/sqlite/open-store.ts"
import { compileRuleSet } from "../src/detect/rule-set.ts"
import { canonicalHash } from "../src/lib/canonical-json.ts"
import { DEFAULT_STORAGE } from "../src/model/storage-policy.ts"
import { readRaw } from "../src/normalize/read-raw.ts"
import { CONTOSO, NOW } from "./adapters/sqlite/make-rows.ts"
import { temporaryPath } from "./adapters/sqlite/temporary-store.ts"
import { bytesOf, recordNumber, timeText } from "./make/feed-blob.ts"
import { makeIngest } from "./make/make-ingest.ts"

const rules = compileRuleSet([
  {
    path: "rules/c.yml",
    text: `title: Failed
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b21
name: failed
logsource: { product: m365 }
detection: { one: { Operation: UserLoginFailed }, condition: one }
custom: { silent: true, also: [failed] }
---
title: Guessing
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b22
name: guessing
level: high
correlation: { type: event_count, rules: [failed], group-by: [UserId], timespan: 10m, condition: { gte: 3 } }
custom: { subject: sign-in, why: W, question: Q, actions: [claim] }
---
title: Granted
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b23
name: granted
level: medium
logsource: { product: m365 }
detection: { one: { Operation: Add-MailboxPermission }, condition: one }
custom: { subject: permission, why: W, question: Q, actions: [remove-mailbox-permission, claim] }
---
title: Looked at, and nothing in it
id: 0d5c7c1e-4f3e-4d2c-8b1a-0f9e8d7c6b24
name: nothing
logsource: { product: m365 }
detection: { one: { Operation: Update user, facts.TurnsMfaOff: true }, condition: one }
custom: { silent: true }
`,
  },
])

const record = (number: number, Operation: string) => ({
  Id: recordNumber(number),
  CreationTime: timeText(NOW - 600_000 + number * 10_000),
  RecordType: 15,
  Workload: "AzureActiveDirectory",
  Operation,
  ResultStatus: "Success",
  UserType: 0,
  UserId: "ada@contoso.example",
  Parameters: [
    { Name: "Identity", Value: "bob@contoso.example" },
    { Name: "User", Value: "eve@contoso.example" },
    { Name: "AccessRights", Value: "FullAccess" },
  ],
})
const failed = (number: number) => record(number, "UserLoginFailed")
const granted = (number: number) => record(number, "Add-MailboxPermission")

async function openRig(path = temporaryPath()) {
  const store = openStore(path, { storage: DEFAULT_STORAGE, readRaw })
  let open = true
  const close = (): void => {
    if (open) store.close()
    open = false
  }
  onTestFinished(close)
  await store.feed.watchedSince(CONTOSO, NOW - 86_400_000)
  const ingest = makeIngest(path, store, rules)
  let blobs = 0
  const feed = async (...records: readonly object[]): Promise<void> => {
    blobs += 1
    await ingest.blob({
      tenantId: CONTOSO,
      source: "Audit.AzureActiveDirectory",
      contentId: `blob$${path}$${blobs}`,
      publishedAt: NOW,
      fetchedAt: NOW,
      bytes: bytesOf(records),
    })
  }
  const incidents = () => store.incidents.list({ limit: 10 })
  return { path, store, feed, incidents, close }
}

describe("a burst whose records come in several blobs", () => {
  it("is one incident with every record as evidence, also across a restart", async () => {
    const first = await openRig()
    await first.feed(failed(2))
    await first.feed(failed(4))
    expect(await first.incidents()).toEqual([])
    first.close()

    const { store, feed, incidents } = await openRig(first.path)
    await feed(failed(3))

    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ count: 3, level: "high", subject: "sign-in:ada@contoso.example" })
    expect(incident?.alert.recordIds).toEqual([2, 3, 4].map(recordNumber))
    for (const id of incident?.alert.recordIds ?? []) {
      expect((await store.records.record(CONTOSO, id))?.raw).toMatchObject({ Operation: "UserLoginFailed" })
    }
  })

  it("grows by a late record without a second card, and by a repeated one not at all", async () => {
    const { feed, incidents } = await openRig()
    await feed(failed(2), failed(3), failed(4))
    await feed(failed(1))
    await feed(failed(3), failed(1))

    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ count: 4, alert: { count: 4, happenedAt: NOW - 590_000 } })
  })
})

describe("a blob that is too large to be read at once", () => {
  it("tells what an account is called, in whichever of its parts that stands", async () => {
    const id = "b2f0c1d4-7a31-4c58-9e0d-5a6b7c8d9e01"
    const user = [`User_${id}`, id, "User"].map((ID) => ({ ID, Type: 2 }))
    const named = {
      ...record(2, "Update user."),
      RecordType: 8,
      Target: [...user, { ID: "bob@contoso.example", Type: 5 }],
    }
    const rest = Array.from({ length: 5 }, (_, index) => ({
      ...failed(3 + index),
      Pad: "x".repeat(2_000_000),
    }))
    const byId = { Name: "Identity", Value: id }
    const { store, feed, incidents } = await openRig()

    await feed(failed(1), named, ...rest, { ...granted(9), RecordType: 1, Parameters: [byId] })

    expect(store.memory.accountName(CONTOSO, id)?.upn).toBe("bob@contoso.example")
    const told = (await incidents()).map(({ alert }) => alert.target.name)
    expect(told).toContain("bob@contoso.example")
    expect(told).not.toContain(id)
  })
})

describe("an alert's entry in the trail", () => {
  it("holds the hash of each record that it rests on, as it was delivered", async () => {
    const { store, feed } = await openRig()
    const raws = [failed(2), failed(3), failed(4)]
    await feed(...raws)

    const entry = (await store.trail.read(0, 100)).find(({ kind }) => kind === "alert")
    const wanted = raws.map((raw) => canonicalHash(JSON.parse(JSON.stringify(raw))))
    expect(entry?.data.records).toHaveLength(raws.length)
    expect(entry?.data.records).toEqual(
      expect.arrayContaining(wanted.map((sha256) => expect.objectContaining({ sha256 }))),
    )
  })
})

describe("an act whose records come in several blobs", () => {
  it("is one alert with a count", async () => {
    const { feed, incidents } = await openRig()
    await feed(granted(1))
    await feed(granted(2), granted(1))
    await feed(granted(3))

    const [incident, ...others] = await incidents()
    expect(others).toEqual([])
    expect(incident).toMatchObject({ count: 3, alertIds: [incident?.alert.id] })
    expect(incident?.alert.recordIds).toEqual([1, 2, 3].map(recordNumber))
  })
})

describe("several acts of one kind by one account, a blob each", () => {
  const grantedOn = (number: number, UserId = "ada@contoso.example") => ({
    ...granted(number),
    UserId,
    Parameters: [
      { Name: "Identity", Value: `box${number}@contoso.example` },
      { Name: "User", Value: "eve@contoso.example" },
      { Name: "AccessRights", Value: "FullAccess" },
    ],
  })

  it("are one card from the third on, which takes over the second's; the first keeps its own", async () => {
    const { feed, incidents, store } = await openRig()
    for (const number of [1, 8, 15, 22, 29]) await feed(grantedOn(number))

    const [burst, first, ...others] = (await incidents()).toSorted((a, b) => b.count - a.count)
    expect(others).toEqual([])
    expect(first).toMatchObject({ count: 1, subject: "permission:box1@contoso.example:eve@contoso.example" })
    expect(first).not.toHaveProperty("more")
    expect(burst).toMatchObject({ count: 4, more: [{ count: 4 }] })
    expect(burst?.more?.[0]?.names).toContain("box29@contoso.example (eve@contoso.example)")
    expect(burst && (await store.incidents.alertsOf(burst.id))).toHaveLength(4)
  })

  it("stay apart from those of another account", async () => {
    const { feed, incidents } = await openRig()
    for (const number of [1, 2]) await feed(grantedOn(number))
    for (const number of [3, 4]) await feed(grantedOn(number, "bob@contoso.example"))

    expect((await incidents()).map(({ count }) => count)).toEqual([1, 1, 1, 1])
  })
})
