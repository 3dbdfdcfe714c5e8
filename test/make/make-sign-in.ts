/** Raw records of sign-ins, as Entra writes them: a success of Anna's browser, one field overridden at a time. */
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { JsonObject } from "../../src/model/json.ts"
import { makeRecord, parameters } from "./make-record.ts"

export type SignInChanges = {
  readonly extended?: Readonly<Record<string, string>>
  readonly device?: Readonly<Record<string, string>>
  readonly raw?: JsonObject
}

export function makeSignIn({ extended = {}, device = {}, raw = {} }: SignInChanges = {}): AuditRecord {
  return makeRecord({
    Operation: "UserLoggedIn",
    RecordType: 15,
    ResultStatus: "Success",
    UserType: 0,
    Workload: "AzureActiveDirectory",
    ClientIP: "203.0.113.24",
    ObjectId: "00000002-0000-0ff1-ce00-000000000000",
    AppId: null,
    ApplicationId: "00000002-0000-0ff1-ce00-000000000000",
    ErrorNumber: "0",
    Parameters: null,
    ExtendedProperties: parameters({
      ResultStatusDetail: "Success",
      UserAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/148.0",
      RequestType: "OAuth2:Authorize",
      ...extended,
    }),
    DeviceProperties: parameters({
      OS: "Windows 10",
      BrowserType: "Firefox",
      IsCompliantAndManaged: "False",
      SessionId: "0b1d6f0e-5f83-4c0c-9a55-6f1f8b7e2a01",
      ...device,
    }),
    ...raw,
  })
}

/** A failed sign-in with Entra's error; the status says Success, as it mostly does. */
export const makeFailure = (error: string, logonError: string, changes: SignInChanges = {}): AuditRecord =>
  makeSignIn({
    ...changes,
    raw: { Operation: "UserLoginFailed", ErrorNumber: error, LogonError: logonError, ...changes.raw },
  })
