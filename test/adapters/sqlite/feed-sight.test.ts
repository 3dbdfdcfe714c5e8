import { describe, expect, it } from "vitest"
import type { ContentType } from "../../../src/model/audit-record.ts"
import { tenantId } from "../../../src/model/ids.ts"
import { openRaw, openTemporaryStore } from "./temporary-store.ts"

const CONTOSO = tenantId("51a7c0de-0000-4000-8000-000000000005")
const FABRIKAM = tenantId("51a7c0de-0000-4000-8000-000000000006")
const NOW = Date.UTC(2026, 10, 21, 12)
const TYPE: ContentType = "Audit.Exchange"

const item = (type: ContentType, createdAt: number) => ({
  contentId: `${type}$${createdAt}`,
  contentUri: "https://manage.office.com/x",
  contentType: type,
  createdAt,
  expiresAt: createdAt + 1,
})
const listing = (type: ContentType, watermark: number, ...arrivals: readonly number[]) => ({
  items: arrivals.map((at) => item(type, at)),
  window: { from: 0, to: watermark },
  at: watermark,
  cursor: { since: 0, watermark, lastListedAt: watermark },
})

describe("sources()", () => {
  it("tells what the last round said, how far was listed and when something last arrived, of that tenant alone", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing(TYPE, NOW, NOW - 5, NOW - 9))
    await store.feed.saveHealth(CONTOSO, TYPE, "trouble", "No consent.", NOW, "ERR_TENANT_NO_CONSENT")
    await store.feed.saveHealth(CONTOSO, "Veeam vb365-01", "ok", "", NOW)
    await store.feed.saveHealth(FABRIKAM, TYPE, "ok", "", NOW)

    expect(await store.sight.sources(CONTOSO)).toEqual([
      {
        source: TYPE,
        state: "trouble",
        sentence: "No consent.",
        code: "ERR_TENANT_NO_CONSENT",
        at: NOW,
        listedTo: NOW,
        newestAt: NOW - 5,
      },
      { source: "Veeam vb365-01", state: "ok", sentence: "", at: NOW },
    ])
  })

  it("forgets the kind of trouble with the trouble", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveHealth(CONTOSO, TYPE, "trouble", "Off.", NOW, "ERR_TENANT_AUDIT_OFF")
    await store.feed.saveHealth(CONTOSO, TYPE, "ok", "", NOW + 1)

    expect(await store.sight.sources(CONTOSO)).toEqual([
      { source: TYPE, state: "ok", sentence: "", at: NOW + 1 },
    ])
  })

  it("keeps the sentence of trouble whose code another version wrote", async () => {
    const { store, path } = openTemporaryStore()
    await store.feed.saveHealth(CONTOSO, TYPE, "trouble", "Something new.", NOW, "ERR_TENANT_GONE")
    openRaw(path).exec("UPDATE feed_health SET code = 'ERR_OF_TOMORROW'")

    expect(await store.sight.sources(CONTOSO)).toEqual([
      { source: TYPE, state: "trouble", sentence: "Something new.", at: NOW },
    ])
  })
})

describe("arrivals()", () => {
  it("are those of the tenant, the types and the time, oldest first", async () => {
    const { store } = openTemporaryStore()
    await store.feed.saveListing(CONTOSO, TYPE, listing(TYPE, NOW, 30, 10, 99))
    await store.feed.saveListing(
      CONTOSO,
      "Audit.AzureActiveDirectory",
      listing("Audit.AzureActiveDirectory", NOW, 20),
    )
    await store.feed.saveListing(CONTOSO, "Audit.General", listing("Audit.General", NOW, 25))
    await store.feed.saveListing(FABRIKAM, TYPE, listing(TYPE, NOW, 15))

    expect(await store.sight.arrivals(CONTOSO, [TYPE, "Audit.AzureActiveDirectory"], 10, 30)).toEqual([
      10, 20, 30,
    ])
  })
})
