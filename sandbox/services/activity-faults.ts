/**
 * Trouble of the Activity API as the real one makes it, to push into `cloud.faults`. `match` narrows it down:
 * "/audit/" for blobs, "/subscriptions/content" for listings, "nextPage=" for their further pages, a tenant's id.
 * Source: Activity API reference, "Errors"; what collectors report of throttling and gateways.
 */
import { randomUUID } from "node:crypto"
import type { Fault } from "../faults.ts"

type Where = { readonly match?: string; readonly times?: number }

const JSON_TYPE = { "content-type": "application/json; charset=utf-8" }

const refusal = (
  where: Where,
  status: number,
  error: { readonly code: string; readonly message: string },
  headers: Readonly<Record<string, string>> = {},
): Fault => ({
  service: "manage",
  kind: "status",
  times: where.times ?? 1,
  ...(where.match === undefined ? {} : { match: where.match }),
  status,
  headers: { ...JSON_TYPE, ...headers },
  body: JSON.stringify({ error }),
})

/** Too many requests: documented with 403, seen with 429; `retryAfterSeconds` makes a header that was never seen but may come. */
export const throttling = (
  where: Where & { readonly status: 403 | 429; readonly retryAfterSeconds?: number },
): Fault =>
  refusal(
    where,
    where.status,
    {
      code: "AF429",
      message: "Too many requests. Method=GetContent, PublisherId=00000000-0000-0000-0000-000000000000",
    },
    where.retryAfterSeconds === undefined ? {} : { "Retry-After": String(where.retryAfterSeconds) },
  )

export const internalError = (where: Where = {}): Fault =>
  refusal(where, 500, {
    code: "AF50000",
    message: `An internal error occurred. Retry the request. CorrelationId: ${randomUUID()}`,
  })

/** A blob that is listed and, for now, not there. */
export const missingContent = (where: Where = {}): Fault =>
  refusal({ match: "/audit/", ...where }, 404, {
    code: "AF20050",
    message: "The specified content does not exist.",
  })

export const expiredContent = (where: Where = {}): Fault =>
  refusal({ match: "/audit/", ...where }, 400, {
    code: "AF20051",
    message: "Content requested has already expired. Content older than 7 days cannot be retrieved.",
  })

/** A listing breaks midway: the mark of the next page means nothing any more. */
export const brokenPaging = (where: Where = {}): Fault =>
  refusal({ match: "nextPage=", ...where }, 400, { code: "AF20031", message: "Invalid nextPage Input." })

/** A token that expired on its way, or that a server does not take. */
export const refusedToken = (where: Where = {}): Fault => ({
  service: "manage",
  kind: "status",
  times: where.times ?? 1,
  ...(where.match === undefined ? {} : { match: where.match }),
  status: 401,
  headers: JSON_TYPE,
  body: JSON.stringify({ Message: "Authorization has been denied for this request." }),
})
