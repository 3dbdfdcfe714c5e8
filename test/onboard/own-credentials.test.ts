/** What our own apps sign in with comes to its end, over a real store. */
import { describe, expect, it } from "vitest"
import { cardText } from "../../sandbox/observe.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import { type Incident, isForTechnicians } from "../../src/model/alert.ts"
import { TenantError, UpstreamError } from "../../src/model/errors.ts"
import { createCredentialBook, createCredentialWatch } from "../../src/onboard/run-check-credentials.ts"
import type { OwnCredential } from "../../src/ports/own-credentials.ts"
import { contoso, drawn, NORTHWIND, NOW, watchRig } from "./watch-rig.ts"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const FAR = NOW + 700 * DAY
const certificate = (at: number, app: OwnCredential["app"] = "Monitor"): OwnCredential => ({
  app,
  kind: "certificate",
  end: { at, source: "certificate" },
})
const told = (at: number): OwnCredential => ({
  app: "Respond",
  kind: "secret",
  end: { at, source: "environment" },
})

/** `restart` begins anew with what is in use then. */
function watched(...credentials: readonly OwnCredential[]) {
  const rig = watchRig()
  const logged: string[] = []
  const warn = (message: string, data?: object) => void logged.push(`${message} ${JSON.stringify(data)}`)
  const deps = { ...rig.deps, incidents: rig.store.incidents, log: { ...rig.deps.log, warn } }
  const begin = (own: readonly OwnCredential[]) => {
    const book = createCredentialBook(own, deps.now)
    return { book, round: createCredentialWatch({ ...deps, book }) }
  }
  let { book, round } = begin(credentials)
  const signal = new AbortController().signal
  return {
    ...rig,
    logged,
    known: () => book.known(),
    round: () => round(signal),
    restart: (...own: readonly OwnCredential[]) => {
      ;({ book, round } = begin(own))
      return round(signal)
    },
    /** The one that is left open, or the newest. */
    newest: async (): Promise<Incident> => {
      const [incident] = (await rig.incidents()).toSorted((a, b) => b.id - a.id)
      if (incident === undefined) throw new Error("nothing was told")
      return incident
    },
    notices: async () =>
      (await rig.store.notices.due(deps.now(), 100)).map(({ title, to }) => [title, to.kind]),
    close: async (id: Incident["id"], state: Incident["state"]) =>
      void (await rig.store.incidents.change(id, (one) => ({ incident: { ...one, state }, notes: [] }))),
  }
}

describe("a certificate of ours", () => {
  it("is told 30 days before its end, once, to technicians alone, and not before", async () => {
    const { round, pass, incidents, newest, cards } = watched(certificate(NOW + 31 * DAY))
    await round()
    expect(await incidents()).toEqual([])
    pass(DAY)

    await round()
    await round()

    expect(await incidents()).toHaveLength(1)
    const incident = await newest()
    expect(incident).toMatchObject({ tenantId: NORTHWIND.id, state: "new", level: "medium" })
    expect(incident.alert.rule.title).toBe("The Monitor app's certificate ends in 30 days (22 Dec 2026)")
    expect((await cards()).map(({ face }) => face)).toEqual(["technician"])
    expect(isForTechnicians(incident)).toBe(true)
  })

  it("draws a card that says what must be done, with nothing to fix and nothing to mute", async () => {
    const { round, newest } = watched(certificate(NOW + 10 * DAY))
    await round()
    const incident = await newest()

    const text = cardText(drawn(incident, { ...contoso, ...NORTHWIND }).content)

    expect(text).toContain("The Monitor app's certificate ends in 10 days (1 Dec 2026)")
    expect(text).toContain("the file that WATCHPOST_MONITOR_CERTIFICATE_FILE names, and restart Watchpost")
    expect(text).toContain("an attack raises no alert")
    expect(technicianActions(incident, true, NOW)).not.toContain("mute")
  })

  it("is counted down on the same card, louder at 7 days, one day and the end, each with one message that rings", async () => {
    const { round, pass, newest, incidents, notices } = watched(certificate(NOW + 30 * DAY))
    await round()
    const seen: string[] = []
    for (const days of [1, 22, 1, 5, 1, 1]) {
      pass(days * DAY)
      await round()
      await round()
      const { level, alert, history } = await newest()
      seen.push(`${level} ${alert.rule.title.replace(/.*certificate /, "")} ${history.length}`)
    }

    expect(seen).toEqual([
      "medium ends in 29 days (21 Dec 2026) 1",
      "high ends in 7 days (21 Dec 2026) 2",
      "high ends in 6 days (21 Dec 2026) 2",
      "critical ends within a day (21 Dec 2026) 3",
      "critical has ended (21 Dec 2026) 4",
      "critical has ended (21 Dec 2026) 4",
    ])
    expect(await incidents()).toHaveLength(1)
    expect(await notices()).toEqual([
      ["The Monitor app's certificate ends in 7 days (21 Dec 2026)", "channel"],
      ["The Monitor app's certificate ends within a day (21 Dec 2026)", "channel"],
      ["The Monitor app's certificate has ended (21 Dec 2026)", "channel"],
    ])
  })

  it("closes its card when another one is in use", async () => {
    const { round, restart, newest } = watched(certificate(NOW + 3 * DAY))
    await round()

    await restart(certificate(FAR))

    expect(await newest()).toMatchObject({
      state: "fixed",
      alert: {
        rule: { title: "The Monitor app has a new certificate" },
        summary: "The certificate that is in use now ends on 21 Oct 2028.",
      },
    })
  })

  it("keeps its card, with the new day, when another one ends soon, too", async () => {
    const { round, restart, incidents, newest } = watched(certificate(NOW + 3 * DAY))
    await round()

    await restart(certificate(NOW + 20 * DAY))

    expect(await incidents()).toHaveLength(1)
    const { state, level, alert } = await newest()
    expect([state, level, alert.rule.title]).toEqual([
      "new",
      "medium",
      "The Monitor app's certificate ends in 20 days (11 Dec 2026)",
    ])
  })

  it("is told anew when the new one doesn't do and the old one is put back", async () => {
    const { round, restart, pass, incidents } = watched(certificate(NOW + 20 * DAY))
    await round()
    pass(DAY)
    await restart(certificate(FAR))

    await restart(certificate(NOW + 20 * DAY))

    expect((await incidents()).map(({ state }) => state).toSorted()).toEqual(["fixed", "new"])
  })

  it("isn't told again after a verdict, until it is more urgent", async () => {
    const { round, pass, incidents, newest, close } = watched(certificate(NOW + 20 * DAY))
    await round()
    await close((await newest()).id, "expected")
    pass(DAY)
    await round()
    expect(await incidents()).toHaveLength(1)
    pass(12 * DAY)

    await round()

    expect(await newest()).toMatchObject({ state: "new", level: "high" })
  })

  it("stands in the log after each start, for the card of one may be too late", async () => {
    const { round, restart, logged } = watched(certificate(NOW - DAY, "Bot"))
    await round()
    await round()
    await restart(certificate(NOW - DAY, "Bot"))

    const line = `what one of our own apps signs in with ends soon {"app":"Bot","when":"has ended (20 Nov 2026)"}`
    expect(logged.filter((one) => one === line)).toHaveLength(2)
  })

  it("of an app that is no app of its own any more is nobody's concern", async () => {
    const { round, restart, newest } = watched(certificate(FAR), told(NOW + 3 * DAY))
    await round()

    await restart(certificate(FAR))

    expect(await newest()).toMatchObject({
      state: "fixed",
      alert: { rule: { title: "No longer watched: Watchpost Respond" } },
    })
  })
})

describe("a secret of ours", () => {
  const asking = (answer: () => number | Error, end?: OwnCredential["end"]) => {
    let count = 0
    const ask = async (): Promise<number> => {
      count += 1
      const given = answer()
      if (typeof given === "number") return given
      throw given
    }
    const credential: OwnCredential = { app: "Respond", kind: "secret", ask, ...(end && { end }) }
    return { credential, count: () => count }
  }
  const REFUSED = new TenantError("ERR_TENANT_REFUSED", "Application.Read.All is missing.")

  it("is told with its variables, and with the day's only where the operator said the day", async () => {
    const byOperator = watched(told(NOW + 3 * DAY))
    await byOperator.round()
    const byMicrosoft = watched(asking(() => NOW + 3 * DAY).credential)
    await byMicrosoft.round()

    expect((await byOperator.newest()).alert.summary).toContain(
      "put its value into WATCHPOST_RESPOND_SECRET and its last day into WATCHPOST_RESPOND_SECRET_ENDS, and restart",
    )
    expect((await byMicrosoft.newest()).alert.summary).toContain(
      "put its value into WATCHPOST_RESPOND_SECRET, and restart",
    )
  })

  it("is asked about once a day, and after an hour when nobody answered", async () => {
    let answer: number | Error = new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "Graph is away.")
    const { credential, count } = asking(() => answer)
    const { round, pass, known } = watched(credential)
    await round()
    pass(HOUR - 1)
    await round()
    expect([count(), known()]).toEqual([1, [{ app: "Respond", kind: "secret", problem: "Graph is away." }]])
    answer = FAR
    pass(1)
    await round()
    pass(DAY - 1)
    await round()
    expect(count()).toBe(2)
    pass(1)
    await round()
    expect([count(), known()]).toEqual([
      3,
      [{ app: "Respond", kind: "secret", end: { at: FAR, source: "registration" } }],
    ])
  })

  it("is asked about again when the clock that was ahead is put right", async () => {
    const { credential, count } = asking(() => FAR)
    const { round, pass } = watched(credential)
    pass(300 * DAY)
    await round()
    pass(-300 * DAY)
    await round()
    expect(count()).toBe(2)
  })

  it("goes by the registration, and by the operator's day where that can't be read", async () => {
    let answer: number | Error = REFUSED
    const { credential } = asking(() => answer, { at: NOW + DAY, source: "environment" })
    const { round, pass, known } = watched(credential)
    await round()
    expect(known()).toMatchObject([{ end: { at: NOW + DAY, source: "environment" } }])

    answer = FAR
    pass(HOUR)
    await round()
    expect(known()).toMatchObject([{ end: { at: FAR, source: "registration" } }])
  })

  it("changes no card while nobody knows its end", async () => {
    const { round, restart, newest, known } = watched(told(NOW + 3 * DAY))
    await round()

    await restart(asking(() => REFUSED).credential)

    expect(await newest()).toMatchObject({ state: "new", history: [{ kind: "opened" }] })
    expect(known()).toEqual([{ app: "Respond", kind: "secret", problem: REFUSED.advice }])
  })

  it("keeps what was answered while nobody answers", async () => {
    let answer: number | Error = FAR
    const { credential } = asking(() => answer)
    const { round, pass, known } = watched(credential)
    await round()
    answer = REFUSED
    pass(DAY)

    await round()

    expect(known()).toMatchObject([{ end: { at: FAR } }])
  })
})
