/** The practice Activity API is as strict as the real one where a collector could cut a corner. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { MONITOR_APP_ID } from "../../sandbox/world/create-world.ts"
import { addBlob, addLargeBlob, disableSubscription } from "../../sandbox/world/feed.ts"
import { at, MANAGE, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const HOUR = 3_600_000
const MINUTE = 60_000
const CONTENT_TYPE = "Audit.Exchange"
const start = () => practice.feed(`/subscriptions/start?contentType=${CONTENT_TYPE}`, "POST")
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
const list = (from: number, to: number, more = "") =>
  practice.feed(
    `/subscriptions/content?contentType=${CONTENT_TYPE}&startTime=${text(from)}&endTime=${text(to)}${more}`,
  )
const listHour = (more = "") => list(practice.clock.now() - HOUR, practice.clock.now() + MINUTE, more)
const errorCode = (answer: { body: unknown }): unknown => at(answer.body, "error", "code")
const count = (answer: { body: unknown }): number => (Array.isArray(answer.body) ? answer.body.length : -1)
const blobAt = (createdAt: number, records: object[] = []) =>
  addBlob(practice.cloud.world, practice.tenant, { contentType: CONTENT_TYPE, records, createdAt })

describe("enter()", () => {
  it("says 404 AF20011 for a tenant that left while its token still lives", async () => {
    const token = await practice.bearer(MONITOR_APP_ID, MANAGE)
    const url = `${practice.cloud.endpoints.manage}/api/v1.0/${practice.tenant.id}/activity/feed/subscriptions/list`
    practice.cloud.world.tenants.splice(0, 1)

    const answer = await practice.call(url, { token })

    expect([answer.status, errorCode(answer)]).toEqual([404, "AF20011"])
  })

  it("takes a token as long as it lives, also after the consent was withdrawn, and gives no new one", async () => {
    const token = await practice.bearer(MONITOR_APP_ID, MANAGE)
    const url = `${practice.cloud.endpoints.manage}/api/v1.0/${practice.tenant.id}/activity/feed/subscriptions/list`
    delete practice.tenant.consents[MONITOR_APP_ID]

    const old = await practice.call(url, { token })
    const fresh = await practice.bearer(MONITOR_APP_ID, MANAGE)
    practice.clock.advance(practice.cloud.settings.tokenSeconds * 1000 + 1000)
    const late = await practice.call(url, { token })

    expect([old.status, fresh, late.status]).toEqual([200, "undefined", 401])
  })

  it("refuses a publisher that is no GUID", async () => {
    const answer = await practice.feed("/subscriptions/list?PublisherIdentifier=watchpost")

    expect([answer.status, errorCode(answer)]).toEqual([400, "AF20002"])
  })

  it("counts each tenant's calls a minute and refuses what is above the limit with 403 AF429", async () => {
    practice.cloud.settings.feedRequestsPerMinute = 2

    const codes: unknown[] = []
    for (let call = 0; call < 3; call += 1) codes.push(errorCode(await practice.feed("/subscriptions/list")))
    practice.clock.advance(MINUTE)
    const next = await practice.feed("/subscriptions/list")

    expect(codes).toEqual([undefined, undefined, "AF429"])
    expect(next.status).toBe(200)
    expect(practice.cloud.traffic.tenants.get(practice.tenant.id)).toMatchObject({
      busiestMinute: 3,
      inAll: 4,
    })
  })
})

describe("startSubscription()", () => {
  it("back-fills no further than it is told", async () => {
    practice.cloud.settings.backfillMs = 22 * HOUR
    const now = practice.clock.now()
    blobAt(now - 23 * HOUR)
    const kept = blobAt(now - 21 * HOUR)

    await start()
    const answer = await list(now - 24 * HOUR, now)

    expect([count(answer), at(answer.body, 0, "contentId")]).toEqual([1, kept.contentId])
  })

  it("keeps what was listed before when it is started again", async () => {
    practice.cloud.settings.backfillMs = HOUR
    await start()
    blobAt(practice.clock.now())
    practice.clock.advance(5 * HOUR)
    disableSubscription(practice.cloud.world, practice.tenant, CONTENT_TYPE, "a tenant admin")

    await start()
    const answer = await list(practice.clock.now() - 6 * HOUR, practice.clock.now())

    expect(count(answer)).toBe(1)
  })

  it("refuses a second start within 15 minutes when that rule is on", async () => {
    practice.cloud.settings.startPauseMs = 15 * MINUTE
    await start()
    disableSubscription(practice.cloud.world, practice.tenant, CONTENT_TYPE, "a service admin")

    const soon = await start()
    practice.clock.advance(15 * MINUTE)
    const later = await start()

    expect([soon.status, errorCode(soon), later.status]).toEqual([403, "AF429", 200])
  })
})

describe("subscriptionProblem()", () => {
  it("names who disabled the subscription in the middle of a run", async () => {
    await start()
    const before = await listHour()

    disableSubscription(practice.cloud.world, practice.tenant, CONTENT_TYPE, "a service admin")
    const after = await listHour()

    expect([before.status, errorCode(after)]).toEqual([200, "AF20023"])
    expect(at(after.body, "error", "message")).toContain("a service admin")
  })

  it.each([
    [false, 200],
    [true, 400],
  ])(
    "with the audit log switched off later is silent, or refuses when told (%s)",
    async (refuses, status) => {
      practice.cloud.settings.refuseListingWhenAuditOff = refuses
      await start()
      practice.tenant.unifiedAuditEnabled = false

      const answer = await listHour()

      expect(answer.status).toBe(status)
      expect(/DataServiceException: Tenant [0-9a-f-]{36} does not exist/.test(answer.text)).toBe(refuses)
    },
  )
})

describe("readWindow()", () => {
  const window = (startTime: string, endTime: string) =>
    practice.feed(
      `/subscriptions/content?contentType=${CONTENT_TYPE}&startTime=${startTime}&endTime=${endTime}`,
    )
  beforeEach(async () => {
    await start()
  })

  it.each([
    ["2026-08-31", "2026-09-01"],
    ["2026-09-01T08:00", "2026-09-01T09:00"],
    ["2026-09-01T08:00:00", "2026-09-01T09:00:00"],
  ])("takes the documented form %s", async (from, to) => {
    expect((await window(from, to)).status).toBe(200)
  })

  it.each(["2026-09-01T08:00:00Z", "2026-09-01T08:00:00.000", "2026-09-01T08", "1 September", "2026-13-01"])(
    "refuses %s with AF20002",
    async (from) => {
      const answer = await window(from, "2026-09-01T09:00:00")

      expect([answer.status, errorCode(answer)]).toEqual([400, "AF20002"])
    },
  )

  it("tolerates a fraction and Z when it isn't told to be strict", async () => {
    practice.cloud.settings.strictTimes = false

    expect((await window("2026-09-01T08:00:00.000Z", "2026-09-01T09:00:00Z")).status).toBe(200)
  })
})

describe("listContent()", () => {
  beforeEach(async () => {
    await start()
  })

  it("refuses with AF20031 the mark of another window, and one beyond the end", async () => {
    practice.cloud.settings.pageSize = 1
    const now = practice.clock.now()
    for (const minutes of [1, 2, 3]) blobAt(now - minutes * MINUTE)
    const link = new URL((await list(now - HOUR, now)).headers.get("nextpageuri") ?? "")
    const mark = link.searchParams.get("nextPage") ?? ""

    const other = await list(now - 2 * HOUR, now, `&nextPage=${mark}`)
    const beyond = await list(now - HOUR, now, `&nextPage=${mark.replace(/\d{12}$/, "000000000099")}`)
    const right = await list(now - HOUR, now, `&nextPage=${mark}`)

    expect([errorCode(other), errorCode(beyond), right.status]).toEqual(["AF20031", "AF20031", 200])
  })

  it("lists a blob that was registered behind a listing that is already over", async () => {
    const now = practice.clock.now()
    const before = await list(now - HOUR, now)

    const behind = blobAt(now - 30 * MINUTE)
    const again = await list(now - HOUR, now)

    expect(count(before)).toBe(0)
    expect(at(again.body, 0, "contentId")).toBe(behind.contentId)
  })

  it("filters nothing that a query asks for besides the window", async () => {
    blobAt(practice.clock.now(), [{ Operation: "Send" }, { Operation: "Set-Mailbox" }])

    const answer = await listHour("&$filter=Operation eq 'Set-Mailbox'&operation=Set-Mailbox&$top=0")
    const path = new URL(String(at(answer.body, 0, "contentUri"))).pathname.split("/feed")[1] ?? ""
    const body = (await practice.feed(`${path}?$filter=Operation eq 'Set-Mailbox'`)).body

    expect(body).toEqual([{ Operation: "Send" }, { Operation: "Set-Mailbox" }])
  })
})

describe("blobs", () => {
  it("come with late events, repeats within and across blobs, and empty, as they were made", async () => {
    const late = { Id: "1", CreationTime: "2026-08-20T00:00:00" }
    const contents = [[late, late], [late], []]
    const made = contents.map((records) => blobAt(practice.clock.now(), records))

    const bodies = await Promise.all(made.map(({ contentId }) => practice.feed(`/audit/${contentId}`)))

    expect(bodies.map(({ body }) => body)).toEqual(contents)
  })

  it("can be 20 MB, every record with an id of its own", async () => {
    const record = { CreationTime: "2026-09-01T08:00:00", Operation: "Send", Note: "x".repeat(20_000) }
    const bytes = 20 * 1024 * 1024
    const { contentId, count } = addLargeBlob(practice.cloud.world, practice.tenant, {
      contentType: CONTENT_TYPE,
      record,
      bytes,
    })

    const answer = await practice.feed(`/audit/${contentId}`)
    const ids = Array.isArray(answer.body) ? answer.body.map((each) => at(each, "Id")) : []

    expect(Buffer.byteLength(answer.text)).toBeGreaterThanOrEqual(bytes)
    expect(new Set(ids).size).toBe(count)
  })

  it("have ids that the service made: another one is AF20052", async () => {
    expect(errorCode(await practice.feed("/audit/20260901"))).toBe("AF20052")
  })
})
