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

const offsetOf = (mark: string): number | undefined => {
  const found = /^\d{10}R(\d{12})$/.exec(mark)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** Without the fraction where there is none: a link must not move the window's edges. */
const timeText = (at: number): string => new Date(at).toISOString().replace(/(?:\.000)?Z$/, "")

/** The page link that real services give: `v1`, keys in lower case, and without PublisherIdentifier. */
const nextPageUri = (
  cloud: PracticeCloud,
  tenant: PracticeTenant,
  contentType: string,
  window: { from: number; to: number; offset: number },
): string => {
  const path = `${cloud.endpoints.manage}/api/v1/${tenant.id}/activity/feed/subscriptions/content`
  const query = new URLSearchParams({
    contenttype: contentType,
    starttime: timeText(window.from),
    endtime: timeText(window.to),
    nextpage: pageMark(window.from, window.offset),
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
  const window = readWindow(query.startTime, query.endTime, now + cloud.settings.dateSkewMs)
  if (!window.ok) return window.reply
  const offset = query.nextPage === undefined ? 0 : offsetOf(query.nextPage)
  if (offset === undefined) return invalidPage(query.nextPage ?? "")

  const { from, to } = window
  const blobs = tenant.blobs
    .filter((each) => each.contentType === contentType && each.createdAt <= now)
    .filter((each) => each.createdAt >= from && each.createdAt < to)
    .sort((left, right) => left.createdAt - right.createdAt)
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
