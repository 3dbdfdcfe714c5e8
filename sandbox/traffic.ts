/**
 * What the product asked of the practice Activity API, counted over the whole run: calls a tenant and minute,
 * and every call that did not name its publisher. `cloud.requests` forgets; this doesn't.
 */

/** Calls of one tenant. Minutes are the world's, counted from 1970. */
export type TenantTraffic = { minute: number; calls: number; busiestMinute: number; inAll: number }

export type Traffic = {
  readonly tenants: Map<string, TenantTraffic>
  feedCalls: number
  /** Method and path of the first calls without a publisher. */
  readonly withoutPublisher: string[]
  withoutPublisherInAll: number
}

export const createTraffic = (): Traffic => ({
  tenants: new Map(),
  feedCalls: 0,
  withoutPublisher: [],
  withoutPublisherInAll: 0,
})

const EXAMPLES_KEPT = 100
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** `at` in milliseconds UTC; `publisher` is the parameter's value, which must be a GUID. */
export function countFeedCall(
  traffic: Traffic,
  call: {
    readonly at: number
    readonly tenantId: string
    readonly what: string
    readonly publisher: string | undefined
  },
): void {
  traffic.feedCalls += 1
  const minute = Math.floor(call.at / 60_000)
  const known = traffic.tenants.get(call.tenantId)
  const calls = known?.minute === minute ? known.calls + 1 : 1
  traffic.tenants.set(call.tenantId, {
    minute,
    calls,
    busiestMinute: Math.max(calls, known?.busiestMinute ?? 0),
    inAll: (known?.inAll ?? 0) + 1,
  })
  if (call.publisher !== undefined && GUID.test(call.publisher)) return
  traffic.withoutPublisherInAll += 1
  if (traffic.withoutPublisher.length < EXAMPLES_KEPT) traffic.withoutPublisher.push(call.what)
}

/** Calls of a tenant in the minute of `at`, this one included. */
export function callsThisMinute(traffic: Traffic, tenantId: string, at: number): number {
  const known = traffic.tenants.get(tenantId)
  return known?.minute === Math.floor(at / 60_000) ? known.calls : 0
}
