/** The practice Activity API keeps the rules that a collector is built against. */
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { actAsUser } from "../../sandbox/exchange/act-as-user.ts"
import { MONITOR_APP_ID, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { addBlob, publish } from "../../sandbox/world/feed.ts"
import { at, EXCHANGE, MANAGE, type Practice, startTestCloud } from "./helpers.ts"

let practice: Practice
beforeEach(async () => {
  practice = await startTestCloud()
})
afterEach(() => practice.cloud.close())

const TYPE = "contentType=Audit.Exchange"
const start = () => practice.feed(`/subscriptions/start?${TYPE}`, "POST")
const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19)
const list = (from: number, to: number, more = "") =>
  practice.feed(`/subscriptions/content?${TYPE}&startTime=${text(from)}&endTime=${text(to)}${more}`)
const errorCode = (answer: { body: unknown }): unknown => at(answer.body, "error", "code")
const ids = (answer: { body: unknown }): unknown[] =>
  Array.isArray(answer.body) ? answer.body.map((item) => at(item, "contentId")) : []
const HOUR = 3_600_000
const DAY = 24 * HOUR
const PUBLISHER = "5f0b1c5e-0000-4000-8000-00000000abcd"

describe("activityApiRoutes(): subscriptions", () => {
  it("says AF20022 before start, enabled after it, and AF20024 when started again", async () => {
    const before = await list(practice.clock.now() - HOUR, practice.clock.now())
    const first = await start()
    const second = await start()

    expect(errorCode(before)).toBe("AF20022")
    expect(first.body).toEqual({ contentType: "Audit.Exchange", status: "enabled", webhook: null })
    expect([second.status, errorCode(second)]).toEqual([400, "AF20024"])
  })

  it("says who disabled it with AF20023", async () => {
    practice.tenant.subscriptions["Audit.Exchange"] = {
      enabled: false,
      startedAt: 0,
      disabledBy: "a tenant admin",
    }

    const answer = await list(practice.clock.now() - HOUR, practice.clock.now())

    expect(errorCode(answer)).toBe("AF20023")
  })

  it("says that the tenant does not exist when its audit log is off", async () => {
    practice.tenant.unifiedAuditEnabled = false

    const answer = await start()

    expect(answer.status).toBe(400)
    expect(answer.text).toMatch(/DataServiceException: Tenant [0-9a-f-]{36} does not exist/)
    expect(errorCode(answer)).not.toMatch(/^AF/)
  })
})

describe("activityApiRoutes(): tokens", () => {
  const listUrl = (tenantId: string): string =>
    `${practice.cloud.endpoints.manage}/api/v1.0/${tenantId}/activity/feed/subscriptions/list`

  it("refuses another tenant's token with AF20010", async () => {
    const token = await practice.bearer(MONITOR_APP_ID, MANAGE)
    const other = practice.cloud.world.tenants[1]?.id ?? ""

    const answer = await practice.call(listUrl(other), { token })

    expect(errorCode(answer)).toBe("AF20010")
  })

  it("refuses a token without the role with 401 AF10001", async () => {
    const token = await practice.bearer(RESPOND_APP_ID, MANAGE)

    const answer = await practice.call(listUrl(practice.tenant.id), { token })

    expect([answer.status, errorCode(answer)]).toEqual([401, "AF10001"])
  })

  it.each(["expired", "for another service", "missing"])(
    "refuses a token that is %s with 401",
    async (what) => {
      const token = await practice.bearer(MONITOR_APP_ID, what === "for another service" ? EXCHANGE : MANAGE)
      if (what === "expired") practice.clock.advance(2 * HOUR)

      const answer = await practice.call(listUrl(practice.tenant.id), what === "missing" ? {} : { token })

      expect(answer.status).toBe(401)
    },
  )

  it("remembers which requests named their publisher", async () => {
    await practice.feed(`/subscriptions/list?PublisherIdentifier=${PUBLISHER}`)
    await practice.feed("/subscriptions/list")

    const seen = practice.cloud.requests.filter((request) => request.service === "manage")
    expect(seen.map((request) => request.hasPublisher)).toEqual([true, false])
    expect(practice.cloud.traffic).toMatchObject({ feedCalls: 2, withoutPublisherInAll: 1 })
    expect(practice.cloud.traffic.withoutPublisher).toEqual([
      expect.stringMatching(/^GET .*\/subscriptions\/list$/),
    ])
  })
})

describe("activityApiRoutes(): windows", () => {
  beforeEach(async () => {
    await start()
  })

  it.each([
    ["more than 24 hours", 25 * HOUR, 0, "AF20030"],
    ["a start more than 7 days ago", 7 * DAY + HOUR, 7 * DAY - HOUR, "AF20030"],
    ["a start at its end", HOUR, HOUR, "AF20055"],
    ["a start after its end", HOUR, 2 * HOUR, "AF20055"],
  ])("refuses %s", async (_what, startAgo, endAgo, code) => {
    const now = practice.clock.now()

    const answer = await list(now - startAgo, now - endAgo)

    expect([answer.status, errorCode(answer)]).toEqual([400, code])
  })

  it("judges by the clock that its Date header shows, which may not be ours", async () => {
    practice.cloud.settings.dateSkewMs = 2 * HOUR
    const now = practice.clock.now()

    const answer = await list(now - 7 * DAY + HOUR, now - 7 * DAY + 2 * HOUR)

    expect(errorCode(answer)).toBe("AF20030")
    expect(Date.parse(answer.headers.get("date") ?? "")).toBe(now + 2 * HOUR)
  })

  it("refuses one end without the other", async () => {
    const answer = await practice.feed(`/subscriptions/content?${TYPE}&startTime=2026-09-01`)

    expect(errorCode(answer)).toBe("AF20030")
  })

  it("includes its start and excludes its end, by arrival and not by event time", async () => {
    const now = practice.clock.now()
    const blob = addBlob(practice.cloud.world, practice.tenant, {
      contentType: "Audit.Exchange",
      records: [{ CreationTime: "2026-08-20T00:00:00" }],
      createdAt: now - 2 * HOUR,
    })

    const from = await list(blob.createdAt, now)
    const until = await list(now - 3 * HOUR, blob.createdAt)

    expect(ids(from)).toEqual([blob.contentId])
    expect(ids(until)).toEqual([])
  })
})

describe("activityApiRoutes(): pages and blobs", () => {
  beforeEach(async () => {
    await start()
  })

  it("gives the rest behind NextPageUri, without the publisher and with keys in mixed case", async () => {
    practice.cloud.settings.pageSize = 2
    const now = practice.clock.now()
    const made = [1, 2, 3].map((hours) =>
      addBlob(practice.cloud.world, practice.tenant, {
        contentType: "Audit.Exchange",
        records: [],
        createdAt: now - hours * HOUR,
      }),
    )

    const first = await list(now - DAY, now, `&PublisherIdentifier=${PUBLISHER}`)
    const next = first.headers.get("nextpageuri") ?? ""
    const second = await practice.call(next, { token: await practice.bearer(MONITOR_APP_ID, MANAGE) })

    expect([...ids(first), ...ids(second)].sort()).toEqual(made.map((blob) => blob.contentId).sort())
    expect(next).toMatch(/\/api\/v1\/.*contenttype=.*startTime=.*nextPage=/)
    expect(next).not.toMatch(/PublisherIdentifier/i)
    expect(second.headers.get("nextpageuri")).toBeNull()
  })

  it("shuffles items and repeats one across pages when untidy, and still gives every one", async () => {
    Object.assign(practice.cloud.settings, { pageSize: 2, untidyListing: true })
    const now = practice.clock.now()
    const made = [3, 2, 1].map((hours) =>
      addBlob(practice.cloud.world, practice.tenant, {
        contentType: "Audit.Exchange",
        records: [],
        createdAt: now - hours * HOUR,
      }),
    )

    const first = await list(now - DAY, now)
    const token = await practice.bearer(MONITOR_APP_ID, MANAGE)
    const second = await practice.call(first.headers.get("nextpageuri") ?? "", { token })

    const [a, b, c] = made.map((blob) => blob.contentId)
    expect([ids(first), ids(second)]).toEqual([
      [b, a],
      [c, b],
    ])
  })

  it("refuses a page mark that it never gave with AF20031", async () => {
    const now = practice.clock.now()

    const answer = await list(now - HOUR, now, "&nextPage=zzz")

    expect(errorCode(answer)).toBe("AF20031")
  })

  it("serves a blob's records under its own address, dollars and all", async () => {
    const user = { userUpn: "lidia.holm@contoso.example", ip: "198.51.100.7" }
    actAsUser(practice.cloud.world, practice.tenant, user, "Set-Mailbox", {
      Identity: "lidia.holm@contoso.example",
      ForwardingSmtpAddress: "smtp:lidia@mail.example",
    })
    practice.clock.advance(60_000)

    const listing = await list(practice.clock.now() - HOUR, practice.clock.now())
    const uri = String(at(listing.body, 0, "contentUri"))
    const blob = await practice.call(uri, { token: await practice.bearer(MONITOR_APP_ID, MANAGE) })

    expect(uri).toMatch(/\$audit_exchange\$Audit_Exchange\$/)
    expect(at(blob.body, 0)).toMatchObject({ Operation: "Set-Mailbox", UserId: "lidia.holm@contoso.example" })
  })

  it("answers AF20050 for a blob that isn't there and AF20051 for one that expired", async () => {
    const old = addBlob(practice.cloud.world, practice.tenant, {
      contentType: "Audit.Exchange",
      records: [],
      expiresAt: practice.clock.now(),
    })

    const missing = await practice.feed("/audit/nothing$here")
    const expired = await practice.feed(`/audit/${old.contentId}`)

    expect([missing.status, errorCode(missing)]).toEqual([404, "AF20050"])
    expect(errorCode(expired)).toBe("AF20051")
  })
})

describe("publish()", () => {
  const act = (): void => {
    actAsUser(
      practice.cloud.world,
      practice.tenant,
      { userUpn: "lidia.holm@contoso.example", ip: "198.51.100.7" },
      "Set-Mailbox",
      { Identity: "lidia.holm@contoso.example", AuditEnabled: false },
    )
  }

  it("shows a delayed blob only when its time has come", async () => {
    await start()
    practice.tenant.feedPaused = true
    act()
    publish(practice.cloud.world, practice.tenant, { delayMs: HOUR })
    const window = [practice.clock.now(), practice.clock.now() + 2 * HOUR] as const

    const early = await list(...window)
    practice.clock.advance(HOUR)
    const later = await list(...window)

    expect([ids(early).length, ids(later).length]).toEqual([0, 1])
  })

  it("back-fills on start what was recorded before, and loses what a stopped subscription missed", async () => {
    act()
    await start()
    await practice.feed(`/subscriptions/stop?${TYPE}`, "POST")
    act()
    await start()

    const listing = await list(practice.clock.now() - HOUR, practice.clock.now() + HOUR)

    expect(ids(listing).length).toBe(1)
  })

  it("falls silent when the audit log is switched off, after the record of the switching", async () => {
    await start()
    await practice.invoke("Set-AdminAuditLogConfig", {
      UnifiedAuditLogIngestionEnabled: false,
      Confirm: false,
    })
    act()

    const operations = practice.tenant.blobs.flatMap((blob) =>
      blob.records.map((record) => at(record, "Operation")),
    )
    expect(operations).toEqual(["Set-AdminAuditLogConfig"])
  })
})
