/** What every caller of Microsoft Graph takes the same way: failures that pass by themselves. */
import { UpstreamError } from "../../model/errors.ts"
import type { HttpResponse } from "../http/http-message.ts"
import { retryAfterMs } from "../http/retry-after.ts"

/** Throttled, or not available; undefined for every other refusal. Source: Graph, "Error responses" and "Throttling". */
export function passingError(status: number, headers: HttpResponse["headers"]): UpstreamError | undefined {
  if (status === 429) {
    const wait = retryAfterMs(headers, Date.now())
    return new UpstreamError("ERR_UPSTREAM_THROTTLED", "Microsoft Graph asks to slow down for this tenant.", {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  }
  if (status !== 408 && status < 500) return undefined
  return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", `Microsoft Graph is not available (HTTP ${status}).`)
}
