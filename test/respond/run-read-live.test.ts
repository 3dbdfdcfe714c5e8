import { describe, expect, it } from "vitest"
import { UpstreamError } from "../../src/model/errors.ts"
import { createLiveReader } from "../../src/respond/run-read-live.ts"
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
