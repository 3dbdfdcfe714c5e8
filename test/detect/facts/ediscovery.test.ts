import { describe, expect, it } from "vitest"
import { readDiscovery } from "../../../src/detect/facts/ediscovery.ts"
import { makeRecord } from "../../make/make-record.ts"

const cmdlet = (Parameters: string) =>
  readDiscovery(
    makeRecord({ Operation: "New-ComplianceSearchAction", RecordType: 18, ObjectId: "", Parameters }),
  )
const portal = (Operation: string, ObjectId: string) =>
  readDiscovery(makeRecord({ Operation, RecordType: 24, ObjectId, Parameters: null }))

describe("readDiscovery()", () => {
  it("reads the switches of a command line", () => {
    expect(cmdlet('-SearchName "Case 7" -Export -Format "FxStream"')).toEqual({
      act: "export",
      name: "Case 7",
    })
    expect(cmdlet('-SearchName "Case 7" -Purge -PurgeType "HardDelete"')).toEqual({
      act: "purge",
      name: "Case 7",
    })
    expect(cmdlet('-SearchName "Case 7" -Export "False" -Purge')?.act).toBe("purge")
    expect(cmdlet('-SearchName "Case 7" -Preview')).toBeUndefined()
    expect(cmdlet('-SearchName "The -Export of goods" -Preview')).toBeUndefined()
  })

  it("calls a search by one name in the portal's records and the cmdlet's", () => {
    expect(portal("SearchExported", "Case 7_Export")).toEqual({ act: "export", name: "Case 7" })
    expect(portal("SearchPurged", "Case 7_Purge")).toEqual({ act: "purge", name: "Case 7" })
    expect(portal("SearchCreated", "Case 7")).toEqual({ act: "search", name: "Case 7" })
  })

  it("leaves looking at results out", () => {
    expect(portal("SearchPreviewed", "Case 7")).toBeUndefined()
  })
})
