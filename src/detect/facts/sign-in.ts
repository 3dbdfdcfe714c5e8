/**
 * One sign-in, from the records UserLoggedIn and UserLoginFailed.
 * Source: Office 365 Management Activity API schema, "Azure Active Directory Secure Token Service (STS) Logon schema".
 */
import type { AuditRecord } from "../../model/audit-record.ts"
import { plainValue } from "./fact.ts"
import { type Agent, type App, agentOf, appOf } from "./sign-in-apps.ts"

/** What few ask for is read when they do: there are hundreds of sign-ins in a batch. */
export class SignIn {
  readonly #record: AuditRecord
  readonly succeeded: boolean
  #app: App | undefined
  #agent: Agent | undefined
  #requestType: string | undefined

  constructor(record: AuditRecord) {
    this.#record = record
    this.succeeded = record.operationKey === "userloggedin"
    this.#app = undefined
    this.#agent = undefined
    this.#requestType = undefined
  }

  /** How the token was asked for, lower case. */
  get requestType(): string {
    this.#requestType ??= (this.#record.extended.RequestType ?? "").toLowerCase()
    return this.#requestType
  }

  /** Client id of the application, lower case. */
  get appId(): string {
    return this.app.id
  }

  /** What is known of the application. */
  get app(): App {
    this.#app ??= appOf(plainValue(this.#record.raw.ApplicationId))
    return this.#app
  }

  get userAgent(): string {
    return this.#record.extended.UserAgent ?? ""
  }

  /** What the user agent tells. */
  get agent(): Agent {
    this.#agent ??= agentOf(this.userAgent)
    return this.#agent
  }

  /** False for people with a browser or an app of theirs, as nearly always. */
  get isByTool(): boolean {
    return this.app.isTool || this.agent.isTool
  }

  /** Lower-cased sign-in name; undefined when the service doesn't say which account was meant. */
  get user(): string | undefined {
    return userOf(this.#record)
  }

  /** Microsoft Entra's error number (the digits of AADSTS50126); 0 when there is none. */
  get error(): number {
    return errorOf(this.#record)
  }

  /** What became of the request: Success, Redirect, UserError. */
  get detail(): string {
    return this.#record.extended.ResultStatusDetail ?? ""
  }

  /** What the token is for, lower case. */
  get resource(): string {
    return plainValue(this.#record.raw.ObjectId).toLowerCase()
  }

  get session(): string | undefined {
    return this.#record.extended.SessionId?.toLowerCase() || undefined
  }

  get system(): string {
    return this.#record.extended.OS ?? ""
  }

  /** Undefined when the record doesn't say whether the device is managed. */
  get compliant(): boolean | undefined {
    const { IsCompliantAndManaged, IsCompliant } = this.#record.extended
    const compliant = IsCompliantAndManaged ?? IsCompliant
    return compliant ? /^true$/i.test(compliant) : undefined
  }
}

/** Old and thinned-out records name the error without its number. Source: Microsoft Entra authentication and authorization error codes. */
const NAMED_ERRORS: Readonly<Record<string, number>> = {
  invalidusernameorpassword: 50126,
  idslocked: 50053,
  useraccountnotfound: 50034,
  userdisabled: 50057,
  invalidpasswordnullpassword: 50056,
  credentialauthenticationerror: 50064,
  invalidpasswordexpiredpassword: 50055,
  userstrongauthenrollmentrequired: 50072,
  userstrongauthclientauthnrequired: 50074,
  userstrongauthclientauthnrequiredinterrupt: 50076,
  userstrongauthenrollmentrequiredinterrupt: 50079,
  externalsecuritychallenge: 50158,
  devicenotcompliant: 53000,
  devicenotdomainjoined: 53001,
  blockedbyconditionalaccess: 53003,
  invalidresourceserviceprincipalnotfound: 500011,
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
  const signIn = new SignIn(record)
  last = { record, signIn }
  return signIn
}

/** For an account that doesn't exist the service writes "Not Available" or a number of its own. */
function userOf({ actor }: AuditRecord): string | undefined {
  if (actor.upn !== undefined) return actor.upn
  return actor.kind === "unknown" || /^(not available|unknown|00000000-.*)$/i.test(actor.id)
    ? undefined
    : actor.id.toLowerCase()
}

function errorOf({ raw }: AuditRecord): number {
  const number = plainValue(raw.ErrorNumber) || plainValue(raw.ErrorCode)
  if (number === "0") return 0
  if (/^\d{1,9}$/.test(number)) return Number(number)
  const name = plainValue(raw.LogonError).toLowerCase()
  const [, code] = /^aadsts(\d{1,9})\b/.exec(name) ?? []
  if (code !== undefined) return Number(code)
  return Object.hasOwn(NAMED_ERRORS, name) ? (NAMED_ERRORS[name] ?? 0) : 0
}
