/** One word for how well a tenant is seen, from what its sources told last. */
import { describe, expect, it } from "vitest"
import type { ContentType } from "../../src/model/audit-record.ts"
import type { ErrorCode } from "../../src/model/errors.ts"
import { isBlind, TENANT_STATES, tenantStanding } from "../../src/onboard/tenant-state.ts"
import type { SourceSight } from "../../src/ports/feed-sight.ts"

const NOW = Date.UTC(2026, 10, 21, 12)
const MINUTE = 60_000
const EXPECTED: readonly ContentType[] = ["Audit.Exchange", "Audit.AzureActiveDirectory"]

const ok = (source: string, at = NOW): SourceSight => ({ source, state: "ok", sentence: "", at })
const trouble = (source: string, code: ErrorCode | undefined, at = NOW): SourceSight => ({
  source,
  state: "trouble",
  sentence: `${source}: ${code ?? "a blob"}`,
  at,
  ...(code === undefined ? {} : { code }),
})
const stateOf = (sources: readonly SourceSight[], silence?: string): string =>
  tenantStanding({
    expected: EXPECTED,
    sources,
    pollMs: MINUTE,
    ...(silence === undefined ? {} : { silence }),
  }).state

const bothIn = (code: ErrorCode): readonly SourceSight[] => EXPECTED.map((type) => trouble(type, code))

describe("tenantStanding()", () => {
  it("is ok when every content type was listed", () => {
    expect(
      tenantStanding({ expected: EXPECTED, sources: EXPECTED.map((type) => ok(type)), pollMs: MINUTE }),
    ).toEqual({ state: "ok", sentence: "" })
  })

  it.each([
    ["ERR_TENANT_NO_CONSENT", "no-consent"],
    ["ERR_TENANT_REFUSED", "no-consent"],
    ["ERR_TENANT_AUDIT_OFF", "audit-off"],
    ["ERR_TENANT_GONE", "gone"],
    ["ERR_UPSTREAM_THROTTLED", "throttled"],
    ["ERR_UPSTREAM_UNAVAILABLE", "degraded"],
    ["ERR_CONFIG_INVALID", "locked-out"],
  ] as const)("becomes by %s of all content types %s", (code, state) => {
    expect(stateOf(bothIn(code))).toBe(state)
  })

  it("says the sentence of what is worst", () => {
    const sources = [
      trouble("Audit.Exchange", "ERR_TENANT_AUDIT_OFF"),
      trouble("Audit.AzureActiveDirectory", "ERR_TENANT_GONE"),
    ]

    expect(tenantStanding({ expected: EXPECTED, sources, pollMs: MINUTE })).toEqual({
      state: "gone",
      sentence: "Audit.AzureActiveDirectory: ERR_TENANT_GONE",
    })
  })

  it("says the newest sentence of what is equally bad, in whichever order it was told", () => {
    const sources = [
      trouble("Audit.Exchange", "ERR_TENANT_GONE", NOW - MINUTE),
      trouble("Audit.AzureActiveDirectory", "ERR_TENANT_GONE"),
    ]

    for (const told of [sources, sources.toReversed()])
      expect(tenantStanding({ expected: EXPECTED, sources: told, pollMs: MINUTE }).sentence).toBe(
        "Audit.AzureActiveDirectory: ERR_TENANT_GONE",
      )
  })

  it("is degraded, not blind, when one content type is refused and another is listed", () => {
    expect(
      stateOf([trouble("Audit.Exchange", "ERR_TENANT_NO_CONSENT"), ok("Audit.AzureActiveDirectory")]),
    ).toBe("degraded")
  })

  it("doesn't believe a listing from well before the refusal", () => {
    const old = ok("Audit.AzureActiveDirectory", NOW - 3 * MINUTE)

    expect(stateOf([trouble("Audit.Exchange", "ERR_TENANT_NO_CONSENT"), old])).toBe("no-consent")
  })

  it("takes the last refusal for the time of all", () => {
    const sources = [
      trouble("Audit.Exchange", "ERR_TENANT_NO_CONSENT", NOW - 10 * MINUTE),
      trouble("Audit.AzureActiveDirectory", "ERR_TENANT_NO_CONSENT"),
      ok("Audit.General", NOW - 5 * MINUTE),
    ]
    const expected = [...EXPECTED, "Audit.General"] as const

    expect(tenantStanding({ expected, sources, pollMs: MINUTE }).state).toBe("no-consent")
  })

  it("waits until every content type was told before it calls a tenant blind", () => {
    expect(stateOf([trouble("Audit.Exchange", "ERR_TENANT_NO_CONSENT")])).toBe("degraded")
    expect(stateOf([])).toBe("degraded")
  })

  it("is degraded by what isn't the feed, and by trouble that names no kind", () => {
    const feeds = EXPECTED.map((type) => ok(type))

    expect(stateOf([...feeds, trouble("Veeam vb365-01", "ERR_UPSTREAM_UNAVAILABLE")])).toBe("degraded")
    expect(stateOf([ok("Audit.Exchange"), trouble("Audit.AzureActiveDirectory", undefined)])).toBe("degraded")
  })

  it("says what a content type that was listed still waits for", () => {
    const waiting = {
      ...ok("Audit.AzureActiveDirectory"),
      state: "waiting",
      sentence: "Just started.",
    } as const

    expect(
      tenantStanding({ expected: EXPECTED, sources: [ok("Audit.Exchange"), waiting], pollMs: MINUTE }),
    ).toEqual({ state: "ok", sentence: "Just started." })
  })

  it("is ok beside a backup server that is read", () => {
    expect(stateOf([...EXPECTED.map((type) => ok(type)), ok("Veeam vb365-01")])).toBe("ok")
  })

  it("says first what doesn't pass by itself, and is slowed down only where nothing else is wrong", () => {
    const sources = [
      trouble("Audit.Exchange", "ERR_UPSTREAM_THROTTLED"),
      trouble("Audit.AzureActiveDirectory", "ERR_UPSTREAM_UNAVAILABLE"),
    ]

    expect(tenantStanding({ expected: EXPECTED, sources, pollMs: MINUTE })).toEqual({
      state: "degraded",
      sentence: "Audit.AzureActiveDirectory: ERR_UPSTREAM_UNAVAILABLE",
    })
  })

  it("is silent when listing works and when it is slowed down, but a refusal says more", () => {
    expect(
      stateOf(
        EXPECTED.map((type) => ok(type)),
        "Nothing for 7 h.",
      ),
    ).toBe("silent")
    expect(stateOf(bothIn("ERR_UPSTREAM_THROTTLED"), "Nothing for 7 h.")).toBe("silent")
    expect(stateOf(bothIn("ERR_TENANT_AUDIT_OFF"), "Nothing for 7 h.")).toBe("audit-off")
  })
})

describe("isBlind()", () => {
  it("counts what a person must act on", () => {
    expect(TENANT_STATES.filter(isBlind)).toEqual([
      "no-consent",
      "audit-off",
      "silent",
      "unproved",
      "gone",
      "locked-out",
    ])
  })
})
