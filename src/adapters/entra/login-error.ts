/** Anything that msal-node throws → one of our errors. Decides by numbers and codes, never by text. */
import { AuthError, ServerError } from "@azure/msal-node"
import { AppError, ConfigError, TenantError, UpstreamError } from "../../model/errors.ts"
import { AADSTS } from "./aadsts.ts"

/** @NOTE msal wraps what its network client throws, so an unreachable login arrives as `network_error`. */
const NO_ANSWER = new Set(["network_error", "no_network_connectivity", "post_request_failed"])

export function loginError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (thrown instanceof ServerError) return refused(thrown)
  if (thrown instanceof AuthError && NO_ANSWER.has(thrown.errorCode)) {
    return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Microsoft's sign-in service did not answer.")
  }
  const code = thrown instanceof AuthError ? thrown.errorCode : "unknown"
  return new ConfigError([
    `A sign-in to Microsoft could not be prepared (${code}): check the app's credential.`,
  ])
}

function refused(error: ServerError): AppError {
  const number = /^\d+$/.test(error.errorNo ?? "") ? (error.errorNo ?? "") : ""
  const meaning = AADSTS[number]
  if (meaning === undefined) return unknownNumber(number, error.status)
  const sentence = `${meaning.sentence} (AADSTS${number})`
  switch (meaning.code) {
    case "ERR_CONFIG_INVALID":
      return new ConfigError([sentence])
    case "ERR_UPSTREAM_THROTTLED":
    case "ERR_UPSTREAM_UNAVAILABLE":
      return new UpstreamError(meaning.code, sentence)
    default:
      return new TenantError(meaning.code, sentence)
  }
}

function unknownNumber(number: string, status: number | undefined): AppError {
  if (status === 429 || (status ?? 0) >= 500) {
    const code = status === 429 ? "ERR_UPSTREAM_THROTTLED" : "ERR_UPSTREAM_UNAVAILABLE"
    return new UpstreamError(code, "Microsoft's sign-in service is busy; Watchpost tries again.")
  }
  const where = number === "" ? "" : `; see https://login.microsoftonline.com/error?code=${number}`
  return new TenantError("ERR_TENANT_REFUSED", `Microsoft refused our sign-in for this tenant${where}.`)
}
