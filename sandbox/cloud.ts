/** What every practice service is given: the world, the faults, the keys and where the services are found. */
import type { Fault } from "./faults.ts"
import type { SigningKeys } from "./services/signing-keys.ts"
import type { Traffic } from "./traffic.ts"
import type { World } from "./world/types.ts"

/** Base URLs without a trailing slash, in the form that the product's configuration takes. */
export type PracticeEndpoints = {
  readonly login: string
  readonly manage: string
  readonly exchange: string
  readonly graph: string
  readonly botOpenIdMetadata: string
  readonly teamsServiceUrl: string
  readonly veeam: string
  /** Where people reach the product. */
  readonly public: string
}

/** One request, kept so that a test can ask what the product really sent. */
export type SeenRequest = {
  readonly at: number
  readonly service: string
  readonly method: string
  /** Path with query. */
  readonly target: string
  readonly tenantId?: string
  readonly hasPublisher: boolean
}

export type PracticeCloud = {
  /** http://127.0.0.1:PORT */
  readonly url: string
  readonly world: World
  readonly faults: Fault[]
  readonly endpoints: PracticeEndpoints
  readonly keys: SigningKeys
  readonly settings: PracticeSettings
  /** Newest last; the oldest are dropped. */
  readonly requests: SeenRequest[]
  /** Calls of the Activity API over the whole run. */
  readonly traffic: Traffic
  /** Stops listening and drops every connection, held answers included. */
  close(): Promise<void>
}

/** Switches that are not faults; change them at any time. */
export type PracticeSettings = {
  /** Life of an access token in seconds; zero or less issues tokens that are already expired. */
  tokenSeconds: number
  /** Items on one page of a content listing. */
  pageSize: number
  /** Added to every `Date` header, milliseconds: a server whose clock is not ours. */
  dateSkewMs: number
  /** Listings have their items shuffled and one item twice across two pages, as the real one's may be. */
  untidyListing: boolean
  /** How far before its first start a subscription's content reaches, milliseconds; the real one was seen to give about 22 h. */
  backfillMs: number
  /** Listings take the three documented time formats only; the real one also tolerates a fraction and `Z`. */
  strictTimes: boolean
  /** A start so soon after the last one of its subscription is refused, milliseconds; Microsoft asks for 15 minutes between them. */
  startPauseMs: number
  /** With the audit log off, listings are refused as starts are; without it there is only silence. Both were seen. */
  refuseListingWhenAuditOff: boolean
  /** Above it a tenant's calls get AF429. Source: Activity API reference, baseline of 2,000 requests a minute. */
  feedRequestsPerMinute: number
}

export const createSettings = (): PracticeSettings => ({
  tokenSeconds: 3599,
  pageSize: 200,
  dateSkewMs: 0,
  untidyListing: false,
  backfillMs: Number.POSITIVE_INFINITY,
  strictTimes: true,
  startPauseMs: 0,
  refuseListingWhenAuditOff: false,
  feedRequestsPerMinute: 2000,
})

export const endpointsAt = (url: string): PracticeEndpoints => ({
  login: `${url}/login`,
  manage: `${url}/manage`,
  exchange: `${url}/exchange`,
  graph: `${url}/graph`,
  botOpenIdMetadata: `${url}/botframework/v1/.well-known/openidconfiguration`,
  teamsServiceUrl: `${url}/botframework`,
  veeam: `${url}/veeam`,
  public: `${url}/public`,
})
