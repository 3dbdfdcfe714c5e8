import { describe, expect, it } from "vitest"
import type { IncidentState, LiveState } from "../../src/model/alert.ts"
import { UpstreamError } from "../../src/model/errors.ts"
import type { FindOwner } from "../../src/respond/run-find-owner.ts"
import { createLiveReader, greyedAnew, isLiveDue, withReading } from "../../src/respond/run-read-live.ts"
import { createFakeExchange, NO_DIRECTORY } from "../fakes/mailbox-admin.ts"
import { CONTOSO, makeAlert, NOW, unguarded } from "./make-case.ts"
import { forwardingJoe } from "./make-runner.ts"

const incident = { tenantId: CONTOSO, alert: makeAlert(), times: { happenedAt: NOW, fetchedAt: NOW } }
const now = () => NOW

describe("createLiveReader()", () => {
  it("reads what the mailbox says now, without changing anything", async () => {
    const admin = createFakeExchange([forwardingJoe()])

    const live = await createLiveReader({ admin, safeguard: unguarded, now })(incident)

    const lines = [
      { label: "Forwarding", value: "drop@evil.example" },
      { label: "Keeps a copy", value: "yes" },
    ]
    expect(live).toEqual({ at: NOW, lines, found: [{ action: "stop-forwarding", lines }] })
    expect(admin.calls.map((call) => call.cmdlet)).toEqual(["Get-Mailbox"])
  })

  it("reads nothing for an alert without a fix", async () => {
    const admin = createFakeExchange([])
    const alert = makeAlert({ rule: { ...makeAlert().rule, actions: ["claim"] } })

    expect(await createLiveReader({ admin, safeguard: unguarded, now })({ ...incident, alert })).toEqual({
      at: NOW,
      lines: [],
    })
    expect(admin.calls).toEqual([])
  })

  const owner = { objectId: "33333333-cccc-4ccc-8ccc-000000000001", name: "Joe Doe", names: [] }
  const reading = (findOwner: FindOwner) =>
    createLiveReader({ admin: createFakeExchange([]), safeguard: unguarded, findOwner, now, timeoutMs: 20 })
  const fixless = { ...incident, alert: makeAlert({ rule: { ...makeAlert().rule, actions: [] } }) }

  it("finds out whose mailbox it is, also where nothing can be fixed", async () => {
    expect((await reading(async () => owner)(fixless)).owner).toEqual(owner)
  })

  it.each<[string, FindOwner]>([
    ["fails", () => Promise.reject(new Error("refused"))],
    ["hangs", () => new Promise(() => {})],
  ])("leaves open whose mailbox it is when that %s", async (_what, findOwner) => {
    expect(await reading(findOwner)(fixless)).toEqual({ at: NOW, lines: [] })
  })

  it("asks for nobody where the card stands for many", async () => {
    expect((await reading(async () => owner)({ ...fixless, more: [] })).owner).toBeUndefined()
  })

  it("turns a failure into its sentence", async () => {
    const admin = createFakeExchange([forwardingJoe()])
    admin.failNext(
      "Get-Mailbox",
      "before",
      new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Exchange is away."),
    )

    expect(await createLiveReader({ admin, safeguard: unguarded, now })(incident)).toEqual({
      at: NOW,
      lines: [],
      problem: "Exchange is away.",
    })
  })

  it("shows no text of an error that nobody planned", async () => {
    const admin = createFakeExchange([forwardingJoe()])
    admin.failNext("Get-Mailbox", "before", new TypeError("secret-token"))

    expect(await createLiveReader({ admin, safeguard: unguarded, now })(incident)).toMatchObject({
      problem: "The state now couldn't be read.",
    })
  })

  it("gives up on a service that hangs and doesn't listen", async () => {
    const admin = { ...NO_DIRECTORY, invoke: () => new Promise<never>(() => undefined) }

    const live = await createLiveReader({ admin, safeguard: unguarded, now, timeoutMs: 5 })(incident)

    expect(live.problem).toContain("didn't answer in time")
  })
})

const REASON = "The app lacks a permission."
const lines = [{ label: "Forwarding", value: "off" }]
const greyed = { at: NOW, lines, blocked: [{ action: "reset-password", reason: REASON }] } as const

describe("isLiveDue()", () => {
  it("is true for the first card, and a minute later where something is greyed and no fix runs", () => {
    const due = (live: LiveState | undefined, state: IncidentState, later: number) =>
      isLiveDue({ state, history: [], ...(live === undefined ? {} : { live }) }, NOW + later)

    expect(due(undefined, "new", 0)).toBe(true)
    expect(due(greyed, "claimed", 60_001)).toBe(true)
    expect(due(greyed, "claimed", 60_000)).toBe(false)
    expect(due(greyed, "working", 60_001)).toBe(false)
    expect(due({ at: NOW, lines }, "claimed", 60_001)).toBe(false)
  })
})

describe("a reading before it was seen again", () => {
  const repeat = { who: "Watchpost", what: "Seen again", customerSafe: true, kind: "repeat" } as const
  const seenAgain = {
    state: "claimed",
    live: { at: NOW, lines },
    history: [{ ...repeat, at: NOW + 1 }],
  } as const
  const on = { at: NOW + 2, lines: [{ label: "Forwarding", value: "drop@evil.example" }] }

  it("is read again, but not while a fix runs, after a later step, or for what stands for many", () => {
    const later = { at: NOW + 2, who: "Kim Vega", what: "took this over", customerSafe: true }

    expect(isLiveDue(seenAgain, NOW + 2)).toBe(true)
    expect(isLiveDue({ ...seenAgain, live: on }, NOW + 2)).toBe(false)
    expect(isLiveDue({ ...seenAgain, state: "working" }, NOW + 2)).toBe(false)
    expect(isLiveDue({ ...seenAgain, history: [...seenAgain.history, later] }, NOW + 2)).toBe(false)
    expect(isLiveDue({ ...seenAgain, more: [] }, NOW + 2)).toBe(false)
  })

  it("gives way to the new one, which keeps what is greyed and whose mailbox it is", () => {
    const owner = { objectId: "33333333-cccc-4ccc-8ccc-000000000001", name: "Joe Doe", names: [] }
    const before = { ...greyed, owner, problem: "It couldn't be read." }

    expect(withReading({ ...seenAgain, live: before }, on)).toEqual({ ...on, owner, blocked: greyed.blocked })
  })

  it("stays where the new one failed, and where a fix came to its end meanwhile", () => {
    const failed = { at: NOW + 2, lines: [], problem: "Microsoft didn't answer." }
    const fixed = { at: NOW + 2, who: "Watchpost for Kim", what: "Off now.", customerSafe: true }

    expect(withReading(seenAgain, failed)).toEqual(seenAgain.live)
    expect(withReading({ ...seenAgain, state: "fixed", history: [fixed] }, on)).toEqual(seenAgain.live)
  })
})

describe("greyedAnew()", () => {
  const found = [
    { action: "reset-password", lines: [{ label: "Password changed", value: "never" }] },
  ] as const

  it("greys no longer what can work now, and changes nothing else", () => {
    expect(greyedAnew(greyed, { at: NOW + 1, lines: [], found })).toEqual({ at: NOW, lines })
  })

  it("keeps greyed what couldn't be read, and greys what can't work by now", () => {
    const blocked = [{ action: "stop-forwarding", reason: "No role." }] as const

    expect(greyedAnew(greyed, { at: NOW + 1, lines: [], blocked }).blocked).toEqual([
      ...blocked,
      ...greyed.blocked,
    ])
  })

  it("learns whose mailbox it is, and forgets it no more", () => {
    const owner = { objectId: "33333333-cccc-4ccc-8ccc-000000000001", name: "Joe Doe", names: [] }
    const known = greyedAnew(greyed, { at: NOW + 1, lines: [], owner })

    expect(known.owner).toEqual(owner)
    expect(greyedAnew(known, { at: NOW + 2, lines: [] }).owner).toEqual(owner)
  })

  it("is the reading itself for the first card", () => {
    expect(greyedAnew(undefined, greyed)).toEqual(greyed)
  })
})
