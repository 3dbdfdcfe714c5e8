/** Cards as they are drawn from a real store: what technicians read of the incidents before, and nobody else. */
import { describe, expect, it } from "vitest"
import { createIncidentRenderer, type RenderIncident } from "../src/incident-renderer.ts"
import { type Alert, BLIND_SUBJECT, type Incident } from "../src/model/alert.ts"
import type { Face } from "../src/model/delivery.ts"
import type { TenantId } from "../src/model/ids.ts"
import { createTenantBook } from "../src/onboard/tenant-book.ts"
import type { Store } from "../src/ports/store.ts"
import { closedAs, judged } from "./adapters/sqlite/make-judged.ts"
import { makeAlert } from "./adapters/sqlite/make-rows.ts"
import { openRaw, openTemporaryStore } from "./adapters/sqlite/temporary-store.ts"
import { words } from "./card/make-incident.ts"
import { CONTOSO, config, FABRIKAM, NOW } from "./command/make.ts"
import { SILENT } from "./command/make-handler.ts"
import { nobodyLearns } from "./respond/make-case.ts"

const LINE =
  "The last 10 of this rule at Contoso Ltd were expected or harmless; “noise at contoso” says more."

/** So many that were expected at a customer, and one more at contoso. */
async function drawn(
  before: { readonly count: number; readonly at?: TenantId; readonly about?: Partial<Alert> },
  over: Partial<Incident> = {},
  face: Face = "technician",
): Promise<string> {
  const { store } = openTemporaryStore()
  for (let index = 0; index < before.count; index += 1)
    await judged(store, before.at ?? CONTOSO, closedAs("expected", 1, 1), before.about)
  const id = await judged(store, CONTOSO, over)
  return words(await rendererOf(store)(id, face, "19:channel@thread.tacv2"))
}

function rendererOf(store: Store): RenderIncident {
  const directory = { domains: async () => [], user: async () => undefined }
  return createIncidentRenderer({
    store,
    config,
    book: createTenantBook({ customers: config.customers, directory, log: SILENT }),
    pickups: nobodyLearns,
    now: () => NOW,
  })
}

it("draws a card one of whose alerts is damaged, and offers no question to the owner then", async () => {
  const { store, path } = openTemporaryStore()
  const id = await judged(store, CONTOSO, {}, { subject: "forwarding:bob@contoso.example" })
  openRaw(path).exec("UPDATE alert SET body = '{torn'")

  expect(words(await rendererOf(store)(id, "technician", "19:channel@thread.tacv2"))).toContain(
    "can't be read: phone them",
  )
})

describe("the incidents before", () => {
  it("are told in one line after ten in a row that were harmless", async () => {
    expect(await drawn({ count: 10 })).toContain(LINE)
    expect(await drawn({ count: 9 })).not.toContain("“noise at")
  })

  it("are those of this rule at this customer, found no less bad", async () => {
    const rule = { ...makeAlert().rule, name: "inbox-rule-hides" }

    expect(await drawn({ count: 10, at: FABRIKAM })).not.toContain("“noise at")
    expect(await drawn({ count: 10, about: { rule } })).not.toContain("“noise at")
    expect(await drawn({ count: 10, about: { level: "medium" } })).not.toContain("“noise at")
  })

  it("are for technicians alone", async () => {
    expect(await drawn({ count: 10 }, {}, "customer")).not.toMatch(/noise|expected or harmless/)
  })

  it.each([
    ["stands for many", { more: [{ title: "x", level: "high", count: 30, names: [] }] }],
    ["is closed", { state: "not-a-threat" }],
    [
      "Microsoft tells, by one rule for every kind",
      { alert: makeAlert({ tenantId: CONTOSO, subject: "microsoft-alert:bob@contoso.com" }) },
    ],
    ["is about our own sight", { subject: `${BLIND_SUBJECT}contoso` }],
  ] as const)("are nothing to go by for one that %s", async (_what, over) => {
    expect(await drawn({ count: 10 }, over)).not.toContain("“noise at")
  })
})
