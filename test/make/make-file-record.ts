/** Raw records of SharePoint and OneDrive: Anna downloads a file with her browser, one field overridden at a time. */
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeRecord } from "./make-record.ts"

export const ONEDRIVE = "https://contoso-my.sharepoint.com/personal/anna_berg_contoso_example"

export const makeFileRecord = (changed: JsonObject = {}): AuditRecord =>
  makeRecord({
    Operation: "FileDownloaded",
    RecordType: 6,
    ResultStatus: null,
    UserType: 0,
    Workload: "OneDrive",
    ClientIP: "203.0.113.24",
    UserId: "anna.berg@contoso.example",
    AppId: null,
    Parameters: null,
    SiteUrl: `${ONEDRIVE}/`,
    ObjectId: `${ONEDRIVE}/Documents/Plan%20of%20the%20garden.docx`,
    UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/148.0",
    ...changed,
  })
