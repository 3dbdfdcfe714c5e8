import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import { makeContext } from "../make/make-record.ts"
import { makeFailure, makeSignIn } from "../make/make-sign-in.ts"

const evidence = (record: AuditRecord, fact: string) => readFacts(record, makeContext()).evidence(fact)

describe("SIGN_IN_FACTS", () => {
  it("takes a wrong password for a guess although the record's status says Success", () => {
    expect(evidence(makeFailure("50126", "InvalidUserNameOrPassword"), "GuessesPassword")).toBe(
      "wrong password",
    )
  })

  it("reads the error from its number as a number, from the older field and from its name", () => {
    const failed = (raw: object) =>
      evidence(makeFailure("", "", { raw: { ErrorNumber: null, ...raw } }), "GuessesPassword")

    expect(failed({ ErrorNumber: 50126 })).toBe("wrong password")
    expect(failed({ ErrorCode: "50126" })).toBe("wrong password")
    expect(failed({ LogonError: "InvalidUserNameOrPassword" })).toBe("wrong password")
    expect(failed({ LogonError: "IdsLocked" })).toBe("the account is locked")
    expect(failed({ LogonError: "AADSTS50126: Error validating credentials" })).toBe("wrong password")
  })

  it("knows by the error's name alone that the password was right", () => {
    const named = (LogonError: string) =>
      evidence(makeFailure("", LogonError, { raw: { ErrorNumber: null, LogonError } }), "PasswordWasRight")

    expect(named("UserStrongAuthClientAuthNRequiredInterrupt")).toContain("50076")
    expect(named("BlockedByConditionalAccess")).toContain("53003")
    expect(named("InvalidUserNameOrPassword")).toBeUndefined()
  })

  it.each([
    ["50058", "UserInformationNotProvided"],
    ["65001", "DelegationDoesNotExist"],
    ["50072", "UserStrongAuthEnrollmentRequiredInterrupt"],
    ["50055", "InvalidPasswordExpiredPassword"],
    ["50140", "KmsiInterrupt"],
    ["500011", "InvalidResourceServicePrincipalNotFound"],
    ["1000000", "UserNotBoundError"],
  ])("takes the interrupt %s (%s) for no guess", (error, name) => {
    expect(evidence(makeFailure(error, name), "GuessesPassword")).toBeUndefined()
  })

  it("knows when the password was right although the sign-in failed", () => {
    expect(evidence(makeFailure("50076", ""), "PasswordWasRight")).toContain("50076")
    expect(evidence(makeFailure("50126", ""), "PasswordWasRight")).toBeUndefined()
    expect(evidence(makeSignIn(), "PasswordWasRight")).toBeDefined()
  })

  it.each(["500011", "65001", "50105"])("takes %s, which names an app, for a right password", (error) => {
    expect(evidence(makeFailure(error, ""), "PasswordWasRight")).toContain(error)
  })

  it("tells locked accounts and refused prompts apart from wrong passwords", () => {
    expect(evidence(makeFailure("50053", "IdsLocked"), "AccountIsLocked")).toBeDefined()
    expect(evidence(makeFailure("50126", ""), "AccountIsLocked")).toBeUndefined()
    expect(evidence(makeFailure("500121", "AuthenticationFailedSasError"), "PromptIsRefused")).toBeDefined()
    expect(evidence(makeFailure("50074", ""), "PromptIsRefused")).toBeUndefined()
  })

  it("names no account where the service doesn't say which one was meant", () => {
    const user = (UserId: string) => evidence(makeFailure("50034", "", { raw: { UserId } }), "SignInUser")

    expect(user("Anna.Berg@contoso.example")).toBe("anna.berg@contoso.example")
    expect(user("Not Available")).toBeUndefined()
    expect(user("00000000-0000-0000-0000-000000000000")).toBeUndefined()
  })

  it.each(["axios/1.7.9", "node", "undici", "node-fetch/1.0", "Mozilla/5.0 axios/1.7.9"])(
    "sees the program %s at a portal for people",
    (UserAgent) => {
      expect(evidence(makeSignIn({ extended: { UserAgent } }), "SignsInByProgram")).toBeDefined()
    },
  )

  it("leaves programs alone that sign in to applications of their own, and browsers that name a node", () => {
    const own = { ApplicationId: "c0ffee00-1f2e-4a3b-8c4d-5e6f7a8b9c0d" }

    expect(
      evidence(makeSignIn({ extended: { UserAgent: "axios/1.7.9" }, raw: own }), "SignsInByProgram"),
    ).toBeUndefined()
    expect(
      evidence(makeSignIn({ extended: { UserAgent: "Mozilla/5.0 nodeware" } }), "SignsInByProgram"),
    ).toBeUndefined()
  })

  it("sees PowerShell's web requests, old and new, behind what looks like a browser", () => {
    const named = (UserAgent: string) => evidence(makeSignIn({ extended: { UserAgent } }), "SignsInByProgram")

    expect(named("Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.1")).toBe(
      "WindowsPowerShell signed in to Outlook on the web",
    )
    expect(named("Mozilla/5.0 (Macintosh; Darwin 24.1; en-US) PowerShell/7.5.0")).toContain("PowerShell")
  })

  it("knows a script that calls itself a command line of Microsoft's from the command line", () => {
    const script = (UserAgent: string, ApplicationId: string) =>
      evidence(makeSignIn({ extended: { UserAgent }, raw: { ApplicationId } }), "ScriptPosesAsTool")
    const [azurePowerShell, azureCli] = [
      "1950A258-227B-4E31-A9CF-717495945FC2",
      "04b07795-8ddb-461a-bbee-02f9e1bf7b46",
    ]

    expect(script("python-requests/2.32.3", azurePowerShell)).toBe(
      "a script (python-requests) called itself Azure PowerShell",
    )
    expect(script("python-requests/2.32.3", azureCli)).toBeUndefined()
    expect(script("curl/8.7.1", azureCli)).toBeDefined()
    expect(script("", azurePowerShell)).toBeUndefined()
  })

  it("sees a token for the Authentication Broker on an unmanaged device only", () => {
    const broker = { ApplicationId: "29D9ED98-A469-4536-ADE2-F981BC1D605E" }
    const extended = { RequestType: "Cmsi:Cmsi" }

    expect(evidence(makeSignIn({ extended, raw: broker }), "SignsInByBroker")).toBeDefined()
    expect(
      evidence(
        makeSignIn({ extended, raw: broker, device: { IsCompliantAndManaged: "True" } }),
        "SignsInByBroker",
      ),
    ).toBeUndefined()
    expect(evidence(makeSignIn({ raw: broker }), "SignsInByBroker")).toBeUndefined()
  })

  it("sees a link of a developer's tool that ends in a redirect with a token for the directory", () => {
    const raw = {
      ApplicationId: "aebc6443-996d-45c2-90f0-388ff96faa56",
      ObjectId: "00000003-0000-0000-c000-000000000000",
    }
    const extended = { ResultStatusDetail: "Redirect" }

    expect(evidence(makeSignIn({ raw, extended }), "SignsInByDeveloperTool")).toContain("Visual Studio Code")
    expect(evidence(makeSignIn({ raw }), "SignsInByDeveloperTool")).toBeUndefined()
    expect(evidence(makeSignIn({ extended }), "SignsInByDeveloperTool")).toBeUndefined()
  })

  it("sees Company Portal get a token for anything but Intune", () => {
    const raw = { ApplicationId: "9ba1a5c7-f17a-4de9-a1f1-6178c8d51223" }
    const extended = { RequestType: "Cmsi:Cmsi" }
    const intune = { ...raw, ObjectId: "0000000a-0000-0000-c000-000000000000" }

    expect(evidence(makeSignIn({ raw, extended }), "SignsInAroundDeviceRule")).toBeDefined()
    expect(evidence(makeSignIn({ raw: intune, extended }), "SignsInAroundDeviceRule")).toBeUndefined()
  })

  it("sees a command line, and a code from another device only on its page", () => {
    const extended = { RequestType: "Cmsi:Cmsi" }
    const exchange = { ApplicationId: "fb78d390-0c51-40cd-8e17-fdbfab77341b" }
    const studio = { ApplicationId: "aebc6443-996d-45c2-90f0-388ff96faa56" }

    expect(evidence(makeSignIn({ raw: exchange }), "SignsInByCommandLine")).toContain("Exchange Online")
    expect(evidence(makeSignIn({ raw: studio }), "SignsInByCommandLine")).toBeUndefined()
    expect(evidence(makeSignIn({ raw: exchange, extended }), "SignsInByDeviceCode")).toBeDefined()
    expect(evidence(makeSignIn({ raw: exchange }), "SignsInByDeviceCode")).toBeUndefined()
    const unsaid = { IsCompliantAndManaged: "" }
    expect(
      evidence(makeSignIn({ raw: studio, extended, device: unsaid }), "SignsInByDeviceCode"),
    ).toBeUndefined()
  })

  it("sees a code for any other app on a computer that isn't managed, and not on a telephone", () => {
    const extended = { RequestType: "Cmsi:Cmsi" }
    const office = { ApplicationId: "d3590ed6-52b3-4102-aeff-aad2292ab01c" }
    const broker = { ApplicationId: "29d9ed98-a469-4536-ade2-f981bc1d605e" }
    const code = (device: Record<string, string>, raw = office) =>
      evidence(makeSignIn({ raw, extended, device }), "SignsInByDeviceCode")

    expect(code({})).toBeDefined()
    expect(code({ OS: "iOS 26" })).toBeUndefined()
    expect(code({ IsCompliantAndManaged: "True" })).toBeUndefined()
    expect(code({}, broker)).toBeUndefined()
  })

  it("says nothing of a tool that wasn't let in", () => {
    const tool = { raw: { ApplicationId: "04b07795-8ddb-461a-bbee-02f9e1bf7b46" } }

    expect(evidence(makeSignIn(tool), "SignsInByCommandLine")).toBeDefined()
    expect(evidence(makeFailure("50126", "", tool), "SignsInByCommandLine")).toBeUndefined()
  })
})
