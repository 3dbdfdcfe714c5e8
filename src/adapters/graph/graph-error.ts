/** What every caller of Microsoft Graph takes the same way: failures that pass by themselves. */
import type { GraphError } from "@microsoft/microsoft-graph-client"
import { UpstreamError } from "../../model/errors.ts"
import { retryAfterMs } from "../http/retry-after.ts"

/** Throttled, or not available; undefined for every other refusal. Source: Graph, "Error responses" and "Throttling". */
export function passingError(error: GraphError): UpstreamError | undefined {
  const status = error.statusCode
  if (status === 429) {
    const wait = retryAfterMs(Object.fromEntries(new Headers(error.headers)), Date.now())
    return new UpstreamError("ERR_UPSTREAM_THROTTLED", "Microsoft Graph asks to slow down for this tenant.", {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    })
  }
  if (status !== 408 && status < 500) return undefined
  return new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", `Microsoft Graph is not available (HTTP ${status}).`)
}
