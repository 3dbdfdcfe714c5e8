/**
 * The change feed of the practice Veeam server (v8): what changed since a token, held until something does.
 * Source: Veeam Backup for Microsoft 365 8 REST API reference, "Get Events".
 */
import type { PracticeCloud } from "../cloud.ts"
import type { Handler, PracticeCall } from "../router.ts"
import { veeamError } from "./veeam-tokens.ts"
import { etagOf } from "./veeam-views.ts"

type News = {
  readonly eventType: "RestoreSessionUpdate" | "RestoreSessionDelete"
  readonly id: string
  readonly eTag: number
  readonly organizationId: string
}

/** Everything that happened since the server started, oldest first. */
type Feed = { readonly news: News[]; readonly known: Map<string, News> }

export function veeamFeed(cloud: PracticeCloud): Handler {
  const feed: Feed = { news: [], known: new Map() }
  catchUp(cloud, feed)
  feed.news.length = 0
  cloud.world.onChange(({ kind }) => {
    if (kind === "veeam") catchUp(cloud, feed)
  })
  return async (call) => {
    catchUp(cloud, feed)
    const from = positionOf(cloud, feed, call.url.searchParams.get("from") ?? "")
    if (from === undefined) return veeamError(400, "The change token is outdated.", "OutdatedChangeToken")
    const seconds = Number(call.url.searchParams.get("timeoutSeconds") ?? 0)
    const isLatest = call.url.searchParams.get("from") === "latest"
    if (!isLatest && from >= feed.news.length) await somethingHappens(cloud, call, seconds)
    catchUp(cloud, feed)
    const limit = Number(call.url.searchParams.get("limit") ?? 10_000)
    const results = feed.news.slice(from, from + limit)
    const nextChangeToken = `${cloud.world.veeam.feedEpoch}:${from + results.length}`
    const setId = "00000000-0000-0000-0000-000000000000"
    return { status: 200, body: { nextChangeToken, limit, setId, results } }
  }
}

/** Undefined for a token that the server doesn't know any more. */
function positionOf({ world }: PracticeCloud, { news }: Feed, token: string): number | undefined {
  if (token === "latest") return news.length
  const [epoch, position] = token.split(":").map(Number)
  return epoch === world.veeam.feedEpoch && position !== undefined && position <= news.length
    ? position
    : undefined
}

/** Stories and tests change the sessions themselves: what is different now is news. */
function catchUp({ world }: PracticeCloud, { news, known }: Feed): void {
  const { sessions } = world.veeam
  const ids = new Set(sessions.map(({ id }) => id))
  for (const session of sessions) {
    const { id, organizationId } = session
    const update: News = { eventType: "RestoreSessionUpdate", id, eTag: etagOf(session), organizationId }
    if (known.get(id)?.eTag === update.eTag) continue
    known.set(id, update)
    news.push(update)
  }
  for (const [id, last] of known) {
    if (ids.has(id)) continue
    known.delete(id)
    news.push({ ...last, eventType: "RestoreSessionDelete" })
  }
}

/** Or the time is over, or the client went away. */
function somethingHappens({ world }: PracticeCloud, call: PracticeCall, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      stop()
      resolve()
    }
    const timer = setTimeout(end, seconds * 1000)
    const stop = world.onChange(({ kind }) => {
      if (kind === "veeam") end()
    })
    call.response.once("close", end)
  })
}
