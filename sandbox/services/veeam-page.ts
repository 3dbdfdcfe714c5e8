/** Veeam's paging: `limit` and `offset`, an envelope with links, and no `next` link on the last page. */
import type { Reply } from "../router.ts"

/** Source: Veeam REST API reference, "Get Restore Sessions": 30 by default, 10 000 at most. */
const DEFAULT_LIMIT = 30
const MAX_LIMIT = 10_000

export type Page = {
  readonly limit: number
  readonly offset: number
  /** Milliseconds UTC; open ends are minus and plus infinity. */
  readonly startTimeFrom: number
  readonly startTimeTo: number
}

const readNumber = (url: URL, name: string, fallback: number): number => {
  const text = url.searchParams.get(name)
  return text === null ? fallback : Number(text)
}

const readTime = (url: URL, name: string, fallback: number): number => {
  const text = url.searchParams.get(name)
  return text === null ? fallback : Date.parse(text)
}

/** The page that a query asks for, or undefined when it can't be read. */
export function readPage(url: URL): Page | undefined {
  const page = {
    limit: Math.min(readNumber(url, "limit", DEFAULT_LIMIT), MAX_LIMIT),
    offset: readNumber(url, "offset", 0),
    startTimeFrom: readTime(url, "startTimeFrom", Number.NEGATIVE_INFINITY),
    startTimeTo: readTime(url, "startTimeTo", Number.POSITIVE_INFINITY),
  }
  return Object.values(page).some(Number.isNaN) || page.limit < 1 || page.offset < 0 ? undefined : page
}

/** One page of `all`. Page links have a leading slash, unlike item links; clients build addresses themselves. */
export function pageReply(url: URL, all: readonly object[]): Reply {
  const page = readPage(url)
  if (page === undefined) {
    const message = "A query parameter is not readable."
    return { status: 400, body: { message, errorCode: "ParameterValidationFailure", stackTrace: null } }
  }
  const { limit, offset } = page
  const path = url.pathname.replace(/^\/veeam/, "")
  const link = (at: number): object => {
    const query = new URLSearchParams(url.searchParams)
    query.set("offset", String(at))
    query.set("limit", String(limit))
    return { href: `${path}?${query}` }
  }
  const next = offset + limit < all.length ? { next: link(offset + limit) } : {}
  const results = all.slice(offset, offset + limit)
  const setId = "00000000-0000-0000-0000-000000000000"
  return { status: 200, body: { offset, limit, setId, results, _links: { self: link(offset), ...next } } }
}
