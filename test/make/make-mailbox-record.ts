/** Records about the content of Anna's mailbox: valid by default, one field overridden at a time. */
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeRecord } from "./make-record.ts"

export const ANNA = "anna.berg@contoso.example"
export const BEN = "ben@contoso.example"

export const makeMailboxRecord = (Operation: string, changed: JsonObject = {}): AuditRecord =>
  makeRecord({
    Operation,
    RecordType: 2,
    ResultStatus: "Succeeded",
    UserType: 0,
    UserId: "Anna.Berg@contoso.example",
    Parameters: [],
    ClientIP: "203.0.113.24",
    ClientIPAddress: "203.0.113.24",
    ClientInfoString: "Client=OWA;Action=ViaProxy",
    InternalLogonType: 0,
    LogonType: 0,
    LogonUserSid: "S-1-5-21-1-2-3-1001",
    MailboxGuid: "7a1c2e3d-4b5f-4a6b-8c7d-9e0f1a2b3c4d",
    MailboxOwnerUPN: ANNA,
    ...changed,
  })

/** `access` and `throttled` as MailItemsAccessed writes them. */
export const reading = (access: string, throttled = "False"): JsonObject[] => [
  { Name: "MailAccessType", Value: access },
  { Name: "IsThrottled", Value: throttled },
]
