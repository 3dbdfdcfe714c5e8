/**
 * What Exchange says when a cmdlet fails → one of our errors, with a sentence fit for a card.
 * Source: observed bodies of the Exchange admin REST interface; it has no published reference.
 */
import { type AppError, CmdletError, ContractError, TenantError, UpstreamError } from "../../model/errors.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { isObject, parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"

const MISSING = /ManagementObjectNotFoundException|UserNotFoundInPermissionEntryException/
const OUR_BUG = /AmbiguousParameterSetException|ParameterTransformationException/
const TOO_MANY = /maximum number of concurrent requests/i
const PAGE_EXPIRED = /Expired or Invalid pagination request/i
/** Says nothing; the useful text is elsewhere. */
const USELESS = /^Exception of type '[^']*' was thrown\.?$/
const LONGEST_ADVICE = 300
const LOOK_AT_CHARACTERS = 50_000

/** An answer that isn't 200. */
export function exchangeError(response: HttpResponse, cmdlet: string, now: number): AppError {
  const body = response.text().slice(0, LOOK_AT_CHARACTERS)
  if (response.status === 429 || TOO_MANY.test(body)) {
    const wait = retryAfterMs(response.headers, now)
    return new UpstreamError("ERR_UPSTREAM_THROTTLED", "Exchange asks to slow down for this tenant.", {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  }
  if (response.status === 401) return noAccess()
  // Without the role the body is a run of NUL bytes. The same answer is given for a cmdlet that the role doesn't hold.
  if (response.status === 403) return noRole(cmdlet)
  if (response.status === 408 || response.status >= 500) {
    return new UpstreamError(
      "ERR_UPSTREAM_UNAVAILABLE",
      `Exchange did not finish ${cmdlet} (HTTP ${response.status}).`,
    )
  }
  if (PAGE_EXPIRED.test(body)) {
    return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange broke off in the middle of a long list.")
  }
  const parsed = parseJson(body)
  const error = isObject(parsed) && isObject(parsed.error) ? parsed.error : undefined
  if (error === undefined) {
    return new ContractError(
      `Exchange answered ${cmdlet} in a form that Watchpost doesn't know (HTTP ${response.status}).`,
    )
  }
  return cmdletError(messageOf(error), body, cmdlet)
}

/** `@adminapi.errors` inside a 200: the cmdlet didn't do (all of) its work. */
export function errorInside(errors: readonly unknown[], cmdlet: string): AppError {
  const first = errors[0]
  const text = typeof first === "string" ? first : isObject(first) ? messageOf(first) : ""
  return cmdletError(lastPart(text), JSON.stringify(errors), cmdlet, true)
}

function cmdletError(text: string, whole: string, cmdlet: string, partly = false): AppError {
  const said = plain(text)
  if (OUR_BUG.test(whole)) {
    return new ContractError(
      `Watchpost called ${cmdlet} with parameters that Exchange doesn't accept: ${said}`,
    )
  }
  const missing = MISSING.test(whole)
  return new CmdletError(`Exchange refused ${cmdlet}: ${said}`, { missing, partly })
}

/** details → inner exception → message: which of them is useful differs by the kind of failure. */
function messageOf(error: Readonly<Record<string, unknown>>): string {
  const detail = Array.isArray(error.details) && isObject(error.details[0]) ? error.details[0] : {}
  const inner = isObject(error.innererror) ? error.innererror : {}
  const exception = [inner.internalexception, inner.internalException].find(isObject) ?? {}
  const candidates = [lastPart(textOf(detail.message)), textOf(exception.message), textOf(error.message)]
  return candidates.find((text) => text !== "" && !USELESS.test(text)) ?? ""
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "")

/** `<errorId>|<.NET type>|<text>` → the text. */
function lastPart(message: string): string {
  const parts = message.split("|")
  return parts.length >= 3 ? parts.slice(2).join("|").trim() : message.trim()
}

/** Without server names, distinguished names, error ids and control characters; one line of bounded length. */
export function plain(text: string): string {
  const cleaned = text
    .replace(/\bEx[0-9A-F]{6}\b\|?/g, "")
    .replace(/ on '[^']*\.OUTLOOK\.COM'/gi, "")
    .replace(/[\w.-]+\.OUTLOOK\.COM(?:\/Microsoft Exchange Hosted Organizations\/[^\s'"/]+\/?)?/gi, "")
    .replace(/\/o=ExchangeLabs\/[^'"\n]*?(?=['"]|\.\s|$)/gi, "a mailbox")
    .replace(/\bCN=[^'"\n]*?DC=[^'"\s]*/gi, "a directory object")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim()
  if (cleaned === "") return "no reason was given."
  return cleaned.length > LONGEST_ADVICE ? `${cleaned.slice(0, LONGEST_ADVICE)}…` : cleaned
}

const noAccess = (): TenantError =>
  new TenantError(
    "ERR_TENANT_NO_CONSENT",
    "Exchange refuses our app in this tenant: an administrator must consent to Exchange.ManageAsApp.",
  )

/**
 * What a smaller role group wants besides "Mail Recipients" and "View-Only Configuration", as docs/onboarding.md has it.
 * Source: Exchange Online, "Feature permissions": mail flow, auditing, role groups, anti-spam.
 */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/-TransportRule$/, "Transport Rules"],
  [/-AdminAuditLogConfig$|-MailboxAuditBypassAssociation$/, "Audit Logs"],
  [/-OrganizationConfig$|-OrganizationCustomization$/, "Organization Configuration"],
  [/-RoleGroupMember$/, "Role Management"],
  [/-BlockedSenderAddress$/, "Transport Hygiene"],
]

function noRole(cmdlet: string): TenantError {
  const role = ROLES.find(([name]) => name.test(cmdlet))?.[1]
  const instead = role === undefined ? "" : `, or add the role ${role} to its role group`
  return new TenantError(
    "ERR_TENANT_REFUSED",
    `The app lacks an Exchange role in this tenant for ${cmdlet}: an administrator must give its service principal the Exchange Administrator role${instead}.`,
  )
}
