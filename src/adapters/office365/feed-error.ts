/**
 * An unsuccessful answer of the Management Activity API → one of our errors, or "already done".
 * Bodies are read defensively: envelopes with single quotes, gateway HTML and `{"Message":…}` have all been seen.
 */
import {
  type AppError,
  ContentError,
  ContractError,
  SubscriptionError,
  TenantError,
  UpstreamError,
} from "../../model/errors.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { isObject, parseJson } from "../http/json-body.ts"
import { retryAfterMs } from "../http/retry-after.ts"
import { AF_CODES, type AfMeaning } from "./af-codes.ts"

/**
 * Unified audit logging is off. @NOTE The `code` of this answer is exception text cut in two,
 * so the whole body is searched. Source: Activity API troubleshooting, "Tenant does not exist".
 */
const AUDIT_OFF = /DataServiceException: Tenant [0-9a-f-]{36} does not exist/i
const AUDIT_OFF_SENTENCE =
  "Unified audit logging is off in this tenant: an administrator must switch it on in Microsoft Purview, or with Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true; it takes up to an hour, sometimes a day, until records arrive."

/** No header tells how long to wait. Source: collectors in the field wait 30 s. */
const THROTTLE_WAIT_MS = 30_000
/** An error body is short; more isn't looked at. */
const LOOK_AT_CHARACTERS = 20_000

export function feedError(response: HttpResponse, now: number): AppError | "done" {
  const body = response.text().slice(0, LOOK_AT_CHARACTERS)
  if (AUDIT_OFF.test(body)) return new TenantError("ERR_TENANT_AUDIT_OFF", AUDIT_OFF_SENTENCE)
  const code = afCode(body)
  const meaning = AF_CODES[code]
  if (meaning?.class === "done") return "done"
  // The throttling code has been documented with 403 and is seen with 429.
  if (response.status === 429 || meaning?.class === "throttled") return throttled(response, now)
  if (meaning !== undefined) return known(meaning, code)
  return byStatus(response.status, code)
}

function afCode(body: string): string {
  const parsed = parseJson(body)
  const error = isObject(parsed) && isObject(parsed.error) ? parsed.error : undefined
  if (typeof error?.code === "string" && error.code in AF_CODES) return error.code
  return /['"]code['"]\s*:\s*['"](AF\d{3,5})['"]/.exec(body)?.[1] ?? ""
}

function throttled(response: HttpResponse, now: number): UpstreamError {
  return new UpstreamError("ERR_UPSTREAM_THROTTLED", AF_CODES.AF429?.sentence ?? "", {
    retryAfterMs: retryAfterMs(response.headers, now) ?? THROTTLE_WAIT_MS,
  })
}

function known(meaning: AfMeaning, code: string): AppError {
  const sentence = `${meaning.sentence} (${code})`
  switch (meaning.class) {
    case "consent":
      return new TenantError("ERR_TENANT_NO_CONSENT", sentence)
    case "tenant":
      return new TenantError("ERR_TENANT_GONE", sentence)
    case "subscribe":
      return new SubscriptionError(sentence)
    case "gone":
      return new ContentError(code === "AF20051" ? "expired" : "gone", sentence)
    case "bug":
      return new ContractError(sentence)
    default:
      return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", sentence)
  }
}

function byStatus(status: number, code: string): AppError {
  const named = code === "" ? `HTTP ${status}` : `HTTP ${status}, ${code}`
  if (status === 408 || status >= 500) {
    return new UpstreamError(
      "ERR_UPSTREAM_UNAVAILABLE",
      `Microsoft's audit feed is not available (${named}).`,
    )
  }
  if (status === 401 || status === 403) {
    return new TenantError(
      "ERR_TENANT_REFUSED",
      `Microsoft's audit feed refuses our sign-in for this tenant (${named}): check the consent.`,
    )
  }
  if (status === 404) {
    return new ContentError("gone", `${AF_CODES.AF20050?.sentence ?? ""} (${named})`)
  }
  return new ContractError(`Microsoft's audit feed gave an answer that Watchpost doesn't know (${named}).`)
}
