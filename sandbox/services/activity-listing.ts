/** One page of a content listing. Source: Activity API reference, "List available content" and "Pagination". */
import type { PracticeCloud } from "../cloud.ts"
import type { Reply } from "../router.ts"
import type { PracticeBlob, PracticeTenant } from "../world/types.ts"
import { invalidPage } from "./activity-errors.ts"
import { readWindow } from "./activity-window.ts"

export type ListingQuery = {
  readonly startTime: string | undefined
  readonly endTime: string | undefined
  readonly nextPage: string | undefined
}

/** Page marks look like `2015101900R022885001761`: an hour, the letter R, a position. */
const pageMark = (from: number, offset: number): string =>
  `${new Date(from).toISOString().slice(0, 13).replaceAll(/[-T]/g, "")}R${String(offset).padStart(12, "0")}`

/** The position that a mark stands for; undefined for a mark that was never given for this window. */
const readMark = (mark: string | undefined, from: number, length: number): number | undefined => {
  if (mark === undefined) return 0
  const offset = Number(/^\d{10}R(\d{12})$/.exec(mark)?.[1])
  return offset > 0 && offset < length && mark === pageMark(from, offset) ? offset : undefined
}

/** Without the fraction where there is none: a link must not move the window's edges. */
const timeText = (at: number): string => new Date(at).toISOString().replace(/(?:\.000)?Z$/, "")

/** The page link that real services give: `v1`, keys in any case, and without PublisherIdentifier. */
const nextPageUri = (
  cloud: PracticeCloud,
  tenant: PracticeTenant,
  contentType: string,
  window: { from: number; to: number; offset: number },
): string => {
  const path = `${cloud.endpoints.manage}/api/v1/${tenant.id}/activity/feed/subscriptions/content`
  const query = new URLSearchParams({
    contenttype: contentType,
    startTime: timeText(window.from),
    endtime: timeText(window.to),
    nextPage: pageMark(window.from, window.offset),
  })
  return `${path}?${query}`
}

const toItem = (cloud: PracticeCloud, tenant: PracticeTenant, blob: PracticeBlob): object => ({
  contentUri: `${cloud.endpoints.manage}/api/v1.0/${tenant.id}/activity/feed/audit/${blob.contentId}`,
  contentId: blob.contentId,
  contentType: blob.contentType,
  contentCreated: new Date(blob.createdAt).toISOString(),
  contentExpiration: new Date(blob.expiresAt).toISOString(),
})

/** Backwards is the plainest disorder, and the last item of a page comes again on the next one. */
const untidy = (page: readonly PracticeBlob[], before: PracticeBlob | undefined): readonly PracticeBlob[] => [
  ...[...page].reverse(),
  ...(before === undefined ? [] : [before]),
]

export function listContent(
  cloud: PracticeCloud,
  tenant: PracticeTenant,
  contentType: string,
  query: ListingQuery,
): Reply {
  const now = cloud.world.now()
  // A link of ours may carry the fraction that a default window has.
  const strict = cloud.settings.strictTimes && query.nextPage === undefined
  const window = readWindow(query, now + cloud.settings.dateSkewMs, strict)
  if (!window.ok) return window.reply

  const { from, to } = window
  const oldest = Math.max(from, tenant.subscriptions[contentType]?.contentFrom ?? from)
  const blobs = tenant.blobs
    .filter((each) => each.contentType === contentType && each.createdAt <= now)
    .filter((each) => each.createdAt >= oldest && each.createdAt < to)
    .sort((left, right) => left.createdAt - right.createdAt)
  const offset = readMark(query.nextPage, from, blobs.length)
  if (offset === undefined) return invalidPage(query.nextPage ?? "")
  const end = offset + cloud.settings.pageSize
  const page = blobs.slice(offset, end)
  const shown = cloud.settings.untidyListing ? untidy(page, blobs[offset - 1]) : page
  const more = end < blobs.length
  return {
    status: 200,
    headers: more ? { NextPageUri: nextPageUri(cloud, tenant, contentType, { from, to, offset: end }) } : {},
    body: shown.map((each) => toItem(cloud, tenant, each)),
  }
}
