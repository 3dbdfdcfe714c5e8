/**
 * One sign-in, from the records UserLoggedIn and UserLoginFailed.
 * Source: Office 365 Management Activity API schema, "Azure Active Directory Secure Token Service (STS) Logon schema".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { rawText } from "./fact.ts"

export type SignIn = {
  readonly succeeded: boolean
  /** Lower-cased sign-in name; undefined when the service doesn't say which account was meant. */
  readonly user: string | undefined
  /** Microsoft Entra's error number (the digits of AADSTS50126); 0 when there is none. */
  readonly error: number
  readonly requestType: string
  /** What became of the request: Success, Redirect, UserError. */
  readonly detail: string
  readonly userAgent: string
  /** Client id of the application, lower case. */
  readonly appId: string
  /** What the token is for, lower case. */
  readonly resource: string
  readonly session: string | undefined
  readonly system: string
  /** Undefined when the record doesn't say whether the device is managed. */
  readonly compliant: boolean | undefined
}

/** Old and thinned-out records name the error without its number. Source: Microsoft Entra authentication and authorization error codes. */
const NAMED_ERRORS: Readonly<Record<string, number>> = {
  invalidusernameorpassword: 50126,
  idslocked: 50053,
  useraccountnotfound: 50034,
  userdisabled: 50057,
  authenticationfailedsaserror: 500121,
  usernotbounderror: 1_000_000,
}

/** A dozen facts ask for the same sign-in one after the other, so that the last one is kept. */
let last: { readonly record: AuditRecord; readonly signIn: SignIn } | undefined

/** Undefined when the record isn't about a sign-in. */
export function readSignIn(record: AuditRecord): SignIn | undefined {
  if (last?.record === record) return last.signIn
  const { operationKey } = record
  if (operationKey !== "userloggedin" && operationKey !== "userloginfailed") return undefined
  const signIn = signInOf(record)
  last = { record, signIn }
  return signIn
}

function signInOf(record: AuditRecord): SignIn {
  const { extended, operationKey } = record
  const compliant = extended.IsCompliantAndManaged ?? extended.IsCompliant
  return {
    succeeded: operationKey === "userloggedin",
    user: userOf(record),
    error: errorOf(record),
    requestType: extended.RequestType ?? "",
    detail: extended.ResultStatusDetail ?? "",
    userAgent: extended.UserAgent ?? "",
    appId: rawText(record, "ApplicationId").toLowerCase(),
    resource: rawText(record, "ObjectId").toLowerCase(),
    session: extended.SessionId ? extended.SessionId.toLowerCase() : undefined,
    system: extended.OS ?? "",
    compliant: compliant ? /^true$/i.test(compliant) : undefined,
  }
}

/** For an account that doesn't exist the service writes "Not Available" or a number of its own. */
function userOf({ actor }: AuditRecord): string | undefined {
  if (actor.upn !== undefined) return actor.upn
  return actor.kind === "unknown" || /^(not available|unknown|00000000-.*)$/i.test(actor.id)
    ? undefined
    : actor.id.toLowerCase()
}

function errorOf(record: AuditRecord): number {
  const number = rawText(record, "ErrorNumber") || rawText(record, "ErrorCode")
  if (/^\d{1,9}$/.test(number)) return Number(number)
  const name = rawText(record, "LogonError").toLowerCase()
  return Object.hasOwn(NAMED_ERRORS, name) ? (NAMED_ERRORS[name] ?? 0) : 0
}
