/** By whose clock a question is meant, and answered. */
import { describe, expect, it } from "vitest"
import { fakeStore } from "./fake-store.ts"
import { CONTOSO, caller, event, health, restore } from "./make.ts"
import { makeHandler } from "./make-handler.ts"

const CONTENT = {
  health: [health({ tenantId: CONTOSO, source: "Veeam vb365-01" })],
  restores: [restore({}, [event()])],
}

async function askBy(timeZone: string | undefined): Promise<string> {
  const handler = makeHandler({ store: fakeStore(CONTENT).store })
  const reply = await handler({
    caller: caller(timeZone === undefined ? {} : { timeZone }),
    text: "who restored mailbox ben@contoso.com today at contoso",
  })
  return JSON.stringify(reply)
}

describe("createCommandHandler() times", () => {
  it.each([
    [undefined, "21 Nov 2026, 00:00:00 CET", "21 Nov 2026, 09:03:20 CET"],
    ["Pacific/Auckland", "21 Nov 2026, 00:00:00 GMT+13", "21 Nov 2026, 21:03:20 GMT+13"],
  ])(
    "are meant and told by the asker's clock, and by the customer's where Teams tells none (%j)",
    async (zone, since, at) => {
      const text = await askBy(zone)

      expect(text).toContain(`1 restore session between ${since}`)
      expect(text).toContain(`${at} (08:03:20 UTC) · Contoso Ltd`)
      expect(text).toContain(`complete from ${since}`)
    },
  )
})
