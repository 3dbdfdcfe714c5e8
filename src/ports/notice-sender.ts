/** Takes a message where it belongs. Throws DeliveryError (a person must act) or UpstreamError (try later). */
import type { OwedNotice } from "../model/notice.ts"

export interface NoticeSender {
  /** Answers where it is, for the trail. */
  send(notice: OwedNotice): Promise<{ readonly activityId?: string }>
}
