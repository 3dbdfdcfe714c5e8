/**
 * Lists of one server, page by page. Source: Veeam Backup for Microsoft 365 REST API reference, "Paging".
 * Links in answers are relative in two ways and are not followed; their presence says that there is more.
 */
import { z } from "zod"
import { isObject } from "../http/json-body.ts"
import type { VeeamSession } from "./veeam-session.ts"
import { unknownForm } from "./veeam-token.ts"

export type Where = { readonly name: string; readonly veeam: VeeamSession }

/** The service's maximum is 10,000; smaller pages answer sooner. */
export const PAGE_SIZE = 1000
const MAX_PAGES = 1000

const Page = z.object({
  results: z.array(z.unknown()),
  _links: z.object({ next: z.unknown().optional() }).nullish(),
})

export type Part = {
  /** So many rows are left out at the beginning. */
  readonly skip?: number
  /** Nothing after this row is wanted. */
  readonly stopAt?: (raw: unknown) => boolean
}

/** All rows. Older versions answer some lists with a bare array. Undefined when there is no such list. */
export async function allPages(
  { name, veeam }: Where,
  path: string,
  signal: AbortSignal,
  { skip = 0, stopAt = () => false }: Part = {},
): Promise<readonly unknown[] | undefined> {
  const rows: unknown[] = []
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const join = path.includes("?") ? "&" : "?"
    const body = await veeam.get(`${path}${join}limit=${PAGE_SIZE}&offset=${skip + rows.length}`, signal)
    if (body === undefined) return undefined
    if (Array.isArray(body)) return body.slice(skip)
    const parsed = Page.safeParse(body)
    if (!parsed.success) throw unknownForm(name)
    const { results, _links } = parsed.data
    rows.push(...results)
    const more = isObject(_links?.next) && results.length > 0
    if (!more || results.some(stopAt)) return rows
  }
  throw unknownForm(name)
}

/** What may be missing: undefined where the server, or a proxy before it, doesn't offer it. */
export async function optional({ veeam }: Where, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await veeam.ask(path, signal)
  return response.status === 403 ? undefined : veeam.read(response)
}

/** The rows of one page, or of a bare array; none of what is neither. */
export const rowsOf = (body: unknown): readonly unknown[] =>
  Array.isArray(body) ? body : (Page.safeParse(body).data?.results ?? [])

/** Ids are Veeam's, but they become a part of a path; dots alone would climb. */
export const part = (id: string): string => encodeURIComponent(id).replace(/^\.+$/, "-")
