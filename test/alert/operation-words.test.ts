import { describe, expect, it } from "vitest"
import { operationWords } from "../../src/alert/operation-words.ts"

describe("operationWords()", () => {
  it("has one phrase for operations that are one to people", () => {
    expect(operationWords(["FileDeleted", "FileRecycled", "FileDeleted"])).toBe("deletions by")
    expect(operationWords(["UserLoginFailed"])).toBe("failed sign-ins as")
    expect(operationWords(["TeamDeleted", "Delete group."])).toBe("groups, teams or sites deleted by")
  })

  it("has none for a mixture, or for what it doesn't know", () => {
    expect(operationWords(["FileDeleted", "FileDownloaded"])).toBeUndefined()
    expect(operationWords(["Set-Mailbox"])).toBeUndefined()
    expect(operationWords(["UserLoginFailed", "Set-Mailbox"])).toBeUndefined()
  })
})
