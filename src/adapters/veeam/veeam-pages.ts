/**
 * Lists of one server, page by page. Source: Veeam Backup for Microsoft 365 REST API reference, "Paging".
 * Links in answers are relative in two ways and are not followed; their presence says that there is more.
 */
import { z } from "zod"
import { ContractError } from "../../model/errors.ts"
import { isObject } from "../http/json-body.ts"
import type { VeeamSession } from "./veeam-session.ts"
import { unknownForm } from "./veeam-token.ts"

export type Where = { readonly name: string; readonly veeam: VeeamSession }

/** The service's maximum is 10,000; smaller pages answer sooner. */
export const PAGE_SIZE = 1000
const MAX_PAGES = 1000
/** Of one list, all pages together: a hundred thousand restored items. The server is a customer's, and may send anything. */
const MAX_LIST_BYTES = 128 * 1024 * 1024
/** Rows can be as short as two bytes, and each is looked at. */
const MOST_ROWS = 200_000

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

/**
 * All rows. Older versions answer some lists with a bare array. Undefined when there is no such list; throws a ContractError
 * for one that is too long to be kept in memory.
 */
export async function allPages(
  { name, veeam }: Where,
  path: string,
  signal: AbortSignal,
  { skip = 0, stopAt = () => false }: Part = {},
): Promise<readonly unknown[] | undefined> {
  const rows: unknown[] = []
  let bytes = 0
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const join = path.includes("?") ? "&" : "?"
    const answer = await veeam.ask(`${path}${join}limit=${PAGE_SIZE}&offset=${skip + rows.length}`, signal)
    bytes += answer.bytes.length
    const body = veeam.read(answer)
    if (body === undefined) return undefined
    if (bytes > MAX_LIST_BYTES || rows.length + countOf(body) > MOST_ROWS)
      throw new ContractError(`${name} sends a list without end.`)
    if (Array.isArray(body)) return body.slice(skip)
    const parsed = Page.safeParse(body)
    if (!parsed.success) throw unknownForm(name)
    const { results, _links } = parsed.data
    // One by one: a server that doesn't keep to the limit sends more than a call takes.
    for (const row of results) rows.push(row)
    const more = isObject(_links?.next) && results.length > 0
    if (!more || results.some(stopAt)) return rows
  }
  throw unknownForm(name)
}

function countOf(body: unknown): number {
  const list = isObject(body) ? body.results : body
  return Array.isArray(list) ? list.length : 0
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
