/** What the roles of the backup server add to an answer: whom to ask, and whether the recorded account could restore. */
import { describe, expect, it } from "vitest"
import { attribute } from "../../src/attribute/attribute.ts"
import type { RestoreSession } from "../../src/ports/backup-server.ts"
import { makeEvent, makeSession, makeSignIn } from "./make-evidence.ts"

const ANNA = "anna@contoso.example"
const context = { sharedAccounts: [], skewMs: () => 0 }
const EVENT = makeEvent({ target: "D:\\Handover" })

const answerTo = (over: Partial<RestoreSession>, more: Partial<Parameters<typeof attribute>[3]> = {}) =>
  attribute(makeSession(over), [EVENT], [], { ...context, ...more })
const textOf = (answer: ReturnType<typeof attribute>): string =>
  answer.reasons.map(({ text }) => text).join("\n")

describe("attribute() with the operators that the backup server tells", () => {
  it("names them where nobody is known, beside those of the configuration", () => {
    const answer = answerTo({ operators: [ANNA, "group IT"] }, { operators: ["northwind\\kim"] })

    expect(textOf(answer)).toContain("as the configuration says: northwind\\kim.")
    expect(textOf(answer)).toContain(`as the backup server says: ${ANNA}, group IT.`)
    expect(answer.grade).toBe("D")
  })

  it("doesn't name them where somebody is known, nor where there are none", () => {
    const known = attribute(makeSession({ operators: [ANNA] }), [EVENT], [makeSignIn()], context)

    expect(known.person).toBe("admin@contoso.example")
    expect(textOf(known)).not.toContain("backup server says")
    expect(textOf(answerTo({ operators: [] }))).not.toContain("backup server says")
  })

  it.each([
    [[ANNA], "Anna@contoso.example stood in a restore operator role on the backup server."],
    [[], "Anna@contoso.example stood under this name in no restore operator role on the backup server."],
  ])("says of a recorded account whether it had a role, without another grade", (operators, text) => {
    const answer = answerTo({ initiatedBy: "Anna@contoso.example", operators })

    expect(answer).toMatchObject({ grade: "A", person: "Anna@contoso.example" })
    expect(textOf(answer)).toContain(text)
  })

  it("says nothing of a role where the roles weren't read", () => {
    expect(textOf(answerTo({ initiatedBy: ANNA }))).not.toContain("role")
  })
})
