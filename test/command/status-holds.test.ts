/** Who is on legal hold, as `status` says it. */
import { describe, expect, it } from "vitest"
import { tenantId } from "../../src/model/ids.ts"
import type { LegalHold } from "../../src/model/legal-hold.ts"
import { fakeStore } from "./fake-store.ts"
import { ALEX, CONTOSO, CONTOSO_CHANNEL, caller, FABRIKAM, NOW } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const hold = (override: Partial<LegalHold> = {}): LegalHold => ({
  ...{ tenantId: CONTOSO, customer: "Contoso Ltd", by: "ada at the command line" },
  ...{ at: NOW, reason: "Case 4711", ...override },
})

async function status(holds: readonly LegalHold[], who: Parameters<typeof caller>[0] = {}): Promise<string> {
  const { store } = fakeStore({ holds })
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  return JSON.stringify(await makeHandler({ store, log })({ caller: caller(who), text: "status" }))
}

describe("status", () => {
  it("tells technicians whose records are held, by whom, why and until when", async () => {
    const text = await status([
      hold(),
      hold({ tenantId: FABRIKAM, customer: "Fabrikam", until: Date.UTC(2027, 3, 1) }),
    ])

    const day = new Date(NOW).toISOString().slice(0, 10)
    expect(text).toContain(
      `Contoso Ltd is on legal hold since ${day}, said by ada at the command line (Case 4711): none of its records is dropped.`,
    )
    expect(text).toContain(`Fabrikam is on legal hold since ${day} until 2027-03-31, said by`)
  })

  it("tells a customer's channel nothing of it", async () => {
    const who = {
      conversationId: CONTOSO_CHANNEL,
      objectId: ALEX,
      teamsTenantId: CONTOSO,
      name: "Alex Brandt",
    }

    expect(await status([hold()], who)).not.toContain("legal hold")
  })

  it("tells of a former customer who is answered for all, and nobody else", async () => {
    const former = hold({ tenantId: tenantId("0f0f0f0f-1111-4222-8333-444455556666"), customer: "Adatum" })

    expect(await status([former])).toContain("Adatum is on legal hold")
    expect(await status([former], { conversationId: CONTOSO_CHANNEL })).not.toContain("Adatum")
  })

  it("names in a customer's place no other customer", async () => {
    const text = await status([hold({ tenantId: FABRIKAM, customer: "Fabrikam" })], {
      conversationId: CONTOSO_CHANNEL,
    })

    expect(text).not.toContain("Fabrikam")
  })
})
