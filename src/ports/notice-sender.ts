import type { OwedNotice } from "../model/notice.ts"

/** Takes a message where it belongs. Throws DeliveryError (a person must act) or UpstreamError (try later). */
export interface NoticeSender {
  /** Answers where it is, for the trail. */
  send(notice: OwedNotice): Promise<{ readonly activityId?: string }>
}
