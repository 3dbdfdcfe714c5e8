/**
 * `POST /ingest/veeam-explorer`: machines of a customer's site send new bytes of their Explorer logs. A token belongs to
 * one site, and a site to one customer; nothing in a request can name another one. docs/explorer-logs.md has the
 * protocol.
 */
import { createHash, timingSafeEqual } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import { MINUTE } from "../../lib/time-units.ts"
import type { JsonObject } from "../../model/json.ts"
import type { LogName, OfferedBytes, TakenBytes } from "../../ports/explorer-logs.ts"
import type { Log } from "../../ports/log.ts"
import type { TrailLog } from "../../ports/trail-log.ts"
import { leaveUnread } from "../http/server-body.ts"
import { type LogSite, type Refusal, readLogBytes, readPlace } from "./log-request.ts"
import { createRefusalBook, type RefusalBook } from "./refusal-book.ts"

export type LogIngestDeps = {
  readonly sites: readonly LogSite[]
  /** Puts bytes where they belong. */
  readonly take: (name: LogName, offered: OfferedBytes) => Promise<TakenBytes>
  readonly trail: Pick<TrailLog, "append">
  readonly log: Log
  readonly now: () => number
  /** A site's requests in a minute; 600 unless told. */
  readonly perMinute?: number
}

/** A machine with a hundred logs asks for each of them after a start. */
const PER_MINUTE = 600

type Answered = { readonly status: number; readonly body: JsonObject } | Refusal

export function createLogIngest(
  deps: LogIngestDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const siteOf = siteFinder(deps.sites)
  const isTooOften = createLimit(deps.perMinute ?? PER_MINUTE)
  const refusals = createRefusalBook(deps)
  return async (request, response) => {
    const site = siteOf(request.headers.authorization)
    const answered =
      site === undefined
        ? UNKNOWN
        : isTooOften(site.name, deps.now())
          ? TOO_OFTEN
          : await takeFrom(site, request, deps, refusals)
    if ("sentence" in answered) await refusals.note(site, answered)
    leaveUnread(response)
    send(response, answered)
  }
}

const UNKNOWN: Refusal = { status: 401, sentence: "This token belongs to no site." }
const TOO_OFTEN: Refusal = {
  status: 429,
  sentence: "This site sends too often. Wait a minute.",
  retryAfterSeconds: 60,
}

async function takeFrom(
  site: LogSite,
  request: IncomingMessage,
  deps: LogIngestDeps,
  refusals: RefusalBook,
): Promise<Answered> {
  const place = readPlace(request, site)
  if ("sentence" in place) return place
  const read = await readLogBytes(request, place.offset)
  if ("sentence" in read) return read
  const { machine, file, offset, before } = place
  const name = { site: site.name, tenantId: site.tenantId, machine, file }
  const taken = await deps.take(name, { offset, before, bytes: read.bytes })
  if (taken.kind === "refused") return FULL[taken.because]
  if (taken.kind === "elsewhere") return { status: 409, body: { offset: taken.offset, error: ELSEWHERE } }
  if (taken.changed) await refusals.noteChange(site, place)
  return { status: 200, body: { offset: taken.offset } }
}

const ELSEWHERE = "Bytes from another place of this file are needed."

const FULL: Readonly<Record<Extract<TakenBytes, { kind: "refused" }>["because"], Refusal>> = {
  "changed-too-often": { status: 422, sentence: "This file was changed too often behind what was sent." },
  "site-full": { status: 507, sentence: "This site has sent as many logs as are kept for one." },
}

/** Every token is compared, each in constant time, so that an answer's time tells nothing about any of them. */
function siteFinder(sites: readonly LogSite[]): (authorization: string | undefined) => LogSite | undefined {
  const digest = (token: string): Buffer => createHash("sha256").update(token).digest()
  const known = sites.map((site) => ({ site, digest: digest(site.token) }))
  return (authorization) => {
    const given = digest(/^Bearer (\S{1,400})$/.exec(authorization ?? "")?.[1] ?? "")
    const [found] = known.filter((one) => timingSafeEqual(one.digest, given))
    return found?.site
  }
}

/** So many requests in each minute of the clock. */
function createLimit(perMinute: number): (key: string, now: number) => boolean {
  const seen = new Map<string, { minute: number; count: number }>()
  return (key, now) => {
    const minute = Math.floor(now / MINUTE)
    const before = seen.get(key)
    const count = before?.minute === minute ? before.count + 1 : 1
    seen.set(key, { minute, count })
    return count > perMinute
  }
}

function send(response: ServerResponse, answered: Answered): void {
  const { status } = answered
  const body = "sentence" in answered ? { error: answered.sentence } : answered.body
  response.statusCode = status
  if ("sentence" in answered && answered.retryAfterSeconds !== undefined)
    response.setHeader("retry-after", String(answered.retryAfterSeconds))
  response.setHeader("content-type", "application/json; charset=utf-8")
  response.setHeader("cache-control", "no-store")
  response.end(JSON.stringify(body))
}
