/** Who may ask in a chat of their own, and what everybody else reads there. */
import { describe, expect, it } from "vitest"
import { scopeOf } from "../../src/command/command-scope.ts"
import { tenantId } from "../../src/model/ids.ts"
import { ALEX, CONTOSO, caller, config } from "./make.ts"

const chat = { kind: "personal", conversationId: "a:1" } as const
const ELSEWHERE = tenantId("51a7c0de-0000-4000-8000-0000000000ee")
const STRANGER = "51a7c0de-0000-4000-8000-0000000000ff"

describe("scopeOf() in a personal chat", () => {
  it("lets a technician ask", () => {
    expect(scopeOf(caller(chat), config).allowed).toBe(true)
  })

  it.each([STRANGER, ALEX])(
    "tells people of a customer that their words aren't read, but their buttons are: %s",
    (objectId) => {
      const scope = scopeOf(caller({ ...chat, objectId, teamsTenantId: CONTOSO }), config)

      expect(scope).toMatchObject({
        allowed: false,
        sentence: expect.stringMatching(
          /^Nobody reads what is written here\..*press one of its buttons.*call Northwind/,
        ),
      })
    },
  )

  it("tells everybody else that only technicians ask", () => {
    expect(scopeOf(caller({ ...chat, objectId: STRANGER, teamsTenantId: ELSEWHERE }), config)).toMatchObject({
      allowed: false,
      sentence: expect.stringContaining("Only technicians of Northwind can ask here"),
    })
  })
})
