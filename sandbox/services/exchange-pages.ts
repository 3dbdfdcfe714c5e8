/**
 * Paging of a cmdlet's rows: a link that must be posted again with the same body and the same anchor.
 * Source: clients of the admin interface; the official v2.0 page says that a link lives minutes.
 */
import { createHash } from "node:crypto"
import type { PracticeCall } from "../router.ts"

export type PageRequest = {
  readonly offset: number
  readonly size: number
  /** Of the body and the anchor: another body or another server can't continue the read. */
  readonly fingerprint: string
}

/** Source: `Prefer: odata.maxpagesize`, at most 1000. */
const MAX_PAGE = 1000

const fingerprint = (call: PracticeCall): string =>
  createHash("sha256")
    .update(call.body)
    .update(String(call.request.headers["x-anchormailbox"] ?? ""))
    .digest("hex")
    .slice(0, 16)

const pageSize = (call: PracticeCall): number => {
  const prefer = String(call.request.headers.prefer ?? "")
  const wanted = Number(/odata\.maxpagesize=(\d+)/i.exec(prefer)?.[1] ?? MAX_PAGE)
  return Math.max(1, Math.min(wanted, MAX_PAGE))
}

export const skipToken = (page: PageRequest): string =>
  Buffer.from(`${page.fingerprint}:${page.offset}`).toString("base64url")

/** Undefined when the link doesn't belong to this request. */
export function readPage(call: PracticeCall): PageRequest | undefined {
  const base = { size: pageSize(call), fingerprint: fingerprint(call) }
  const token = call.url.searchParams.get("$skiptoken")
  if (token === null) return { ...base, offset: 0 }
  const [mark, offset] = Buffer.from(token, "base64url").toString("utf8").split(":")
  return mark === base.fingerprint ? { ...base, offset: Number(offset) } : undefined
}
