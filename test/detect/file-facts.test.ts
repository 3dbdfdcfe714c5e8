import { describe, expect, it } from "vitest"
import { readFacts } from "../../src/detect/facts/all-facts.ts"
import { pathOf } from "../../src/detect/facts/files.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeFileRecord, ONEDRIVE } from "../make/make-file-record.ts"
import { makeContext } from "../make/make-record.ts"

const evidence = (changed: JsonObject, fact: string) =>
  readFacts(makeFileRecord(changed), makeContext()).evidence(fact)

describe("FILE_FACTS", () => {
  it.each(["Payroll 2026.xlsx", "HR/Gehaltsliste.pdf", "Team passwords.txt", "vault.kdbx", "server.PFX"])(
    "knows that %s is nobody else's business",
    (name) => {
      expect(evidence({ ObjectId: `${ONEDRIVE}/Documents/${name}` }, "FileIsSensitive")).toBeDefined()
    },
  )

  it.each(["Plan of the garden.docx", "Snowboarding.jpg", "Riverbank.png"])(
    "takes %s for harmless",
    (name) => {
      expect(evidence({ ObjectId: `${ONEDRIVE}/Documents/${name}` }, "FileIsSensitive")).toBeUndefined()
    },
  )

  it("doesn't judge a file by the name of the site that holds it", () => {
    const site = "https://contoso.sharepoint.com/sites/finance"

    expect(
      evidence({ SiteUrl: site, ObjectId: `${site}/Shared/menu.docx` }, "FileIsSensitive"),
    ).toBeUndefined()
  })

  it.each([
    "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1",
    "NONISV|SharePointPnP|PnPCore/1.15.0",
    "PnP PowerShell",
    "rclone/v1.69",
    "Go-http-client/2.0",
  ])("sees that %s is a program in a person's account", (UserAgent) => {
    expect(evidence({ UserAgent }, "ReadsFilesByProgram")).toBeDefined()
  })

  it("leaves applications in their own name and the sync client alone", () => {
    const UserAgent = "PnP PowerShell"

    expect(
      evidence(
        { UserAgent, UserId: "ServicePrincipal_c0ffee00-1f2e-4a3b-8c4d-5e6f7a8b9c0d" },
        "ReadsFilesByProgram",
      ),
    ).toBeUndefined()
    expect(evidence({ UserAgent: "Microsoft SkyDriveSync 26.001" }, "ReadsFilesByProgram")).toBeUndefined()
  })

  it.each(["passwords", "vpn config", "filetype:txt Passwort", "API key stripe"])(
    "hears a search for %s",
    (query) => {
      expect(
        evidence({ Operation: "SearchQueryPerformed", SearchQueryText: query }, "SearchesForSecrets"),
      ).toBeDefined()
      expect(
        evidence({ Operation: "SearchQueryInitiatedSharePoint", QueryText: query }, "SearchesForSecrets"),
      ).toBeDefined()
    },
  )

  it("hears nothing in an ordinary search", () => {
    expect(evidence({ SearchQueryText: "holiday secretary" }, "SearchesForSecrets")).toBeUndefined()
    expect(evidence({ SearchQueryText: "garden" }, "SearchesForSecrets")).toBeUndefined()
  })
})

describe("pathOf()", () => {
  it("is readable below the site, and survives a broken escape", () => {
    expect(pathOf(makeFileRecord())).toBe("Documents/Plan of the garden.docx")
    expect(pathOf(makeFileRecord({ ObjectId: `${ONEDRIVE}/100%.txt` }))).toBe("100%.txt")
  })

  it.each([
    ["report.docx", "report.docx.zxq", true],
    ["report.docx", "report.LOCKED", true],
    ["report.docx.part", "report.docx.zxq", false],
    ["report.docx", "report.docx.bak", false],
    ["report.docx", "report.md", false],
    ["photo.jpg", "photo.heic", false],
    ["report.docx", "report 2.pdf", false],
    ["report.docx", "report", false],
  ])("judges %s that becomes %s", (SourceFileName, DestinationFileName, isStrange) => {
    const renamed = { Operation: "FileRenamed", SourceFileName, DestinationFileName }

    expect(evidence(renamed, "RenamesToStrangeEnding") !== undefined).toBe(isStrange)
  })
})
