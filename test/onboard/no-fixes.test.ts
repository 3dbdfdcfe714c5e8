/** Customers whose Exchange refuses the Respond app: read as the product reads mailboxes, told over a real store. */
import { describe, expect, it } from "vitest"
import { cardText } from "../../sandbox/observe.ts"
import { type Incident, isForTechnicians } from "../../src/model/alert.ts"
import { TenantError, UpstreamError } from "../../src/model/errors.ts"
import { type TenantId, tenantId } from "../../src/model/ids.ts"
import { createMailboxSnapshots } from "../../src/onboard/run-mailbox-snapshot.ts"
import { watchFixing } from "../../src/onboard/run-watch-fixing.ts"
import { contoso, drawn, NORTHWIND, watchRig } from "./watch-rig.ts"

const HOUR = 3_600_000
const NO_ROLE = new TenantError("ERR_TENANT_REFUSED", "The app lacks an Exchange role in this tenant.")
const NO_CONSENT = new TenantError("ERR_TENANT_NO_CONSENT", "An administrator must consent.")
const BUSY = new UpstreamError("ERR_UPSTREAM_THROTTLED", "Exchange asks to slow down.")
const fabrikam = {
  ...contoso,
  id: tenantId("51a7c0de-0000-4000-8000-000000000006"),
  name: "fabrikam",
  displayName: "Fabrikam GmbH",
}

/** Everybody's Exchange answers until a test says otherwise. */
function fixing(...all: readonly (typeof contoso)[]) {
  const rig = watchRig()
  let customers = all
  const problems = new Map<TenantId, Error>()
  const admin = {
    invoke: async (tenant: TenantId) => {
      const problem = problems.get(tenant)
      if (problem !== undefined) throw problem
      return { rows: [], warnings: [] }
    },
  }
  const { log, now } = rig.deps
  const begin = () => createMailboxSnapshots({ admin, snapshots: rig.store.snapshots, log, now })
  let snapshots = begin()
  const signal = new AbortController().signal
  const look = () =>
    watchFixing({ customers, reached: snapshots.reached(), us: NORTHWIND, now: now() }, rig.deps)
  return {
    ...rig,
    look,
    refuse: (problem: Error, ...who: readonly (typeof contoso)[]) => {
      for (const { id } of who) problems.set(id, problem)
    },
    letIn: (...who: readonly (typeof contoso)[]) => {
      for (const { id } of who) problems.delete(id)
    },
    /** An hour later all mailboxes are read again, and looked at. */
    hour: async () => {
      rig.pass(HOUR)
      for (const customer of customers) await snapshots.takeWhenDue(customer, signal)
      await look()
    },
    restart: (...configured: readonly (typeof contoso)[]) => {
      customers = configured
      snapshots = begin()
    },
    only: async (): Promise<Incident> => {
      const [incident, ...others] = await rig.incidents()
      if (incident === undefined || others.length > 0) throw new Error(`${others.length} more incidents`)
      return incident
    },
  }
}

/** After two hours in which Exchange refused. */
async function refusedAt(...who: readonly (typeof contoso)[]) {
  const rig = fixing(contoso, fabrikam)
  rig.refuse(NO_ROLE, ...who)
  await rig.hour()
  await rig.hour()
  return rig
}

describe("a customer whose Exchange refuses the Respond app", () => {
  it("is told at the second refusal, once, to technicians alone: a role may just have been given", async () => {
    const { hour, look, refuse, incidents, only, cards } = fixing(contoso, fabrikam)
    refuse(NO_ROLE, contoso)
    await hour()
    await look()
    expect(await incidents()).toEqual([])

    await hour()
    await look()

    const incident = await only()
    expect(incident).toMatchObject({ tenantId: NORTHWIND.id, state: "new", level: "medium" })
    expect(incident.alert.rule.title).toBe("Nothing can be fixed at Contoso Ltd")
    expect(isForTechnicians(incident)).toBe(true)
    expect((await cards()).map(({ face }) => face)).toEqual(["technician"])
    const text = cardText(drawn(incident, { ...contoso, ...NORTHWIND }).content)
    expect(text).toContain(`${NO_ROLE.advice} Where no fixes are wanted any more, set canRespond: false`)
  })

  it("isn't told for trouble that passes by itself, nor when it answered in between", async () => {
    const { hour, refuse, letIn, incidents } = fixing(contoso)
    refuse(BUSY, contoso)
    await hour()
    await hour()
    refuse(NO_ROLE, contoso)
    await hour()
    letIn(contoso)
    await hour()
    refuse(NO_ROLE, contoso)
    await hour()

    expect(await incidents()).toEqual([])
  })

  it("shares one card with the others, which tells what most of them are told", async () => {
    const { hour, refuse, letIn, only } = await refusedAt(contoso)
    refuse(NO_CONSENT, fabrikam)
    await hour()
    await hour()

    const { alert, history } = await only()

    expect(alert.rule.title).toBe("Nothing can be fixed at 2 customers")
    expect(alert.summary).toContain(
      "The app lacks an Exchange role in this tenant. (1 of them; 1 for another reason.) Refused: Contoso Ltd, Fabrikam GmbH.",
    )
    expect(history).toHaveLength(2)
    letIn(contoso)
    await hour()
    expect((await only()).alert.rule.title).toBe("Nothing can be fixed at Fabrikam GmbH")
  })

  it("leaves the card when it answers, which closes with the last", async () => {
    const { hour, letIn, only } = await refusedAt(contoso, fabrikam)
    letIn(contoso)
    await hour()
    expect((await only()).alert.rule.title).toBe("Nothing can be fixed at Fabrikam GmbH")

    letIn(fabrikam)
    await hour()

    expect(await only()).toMatchObject({
      state: "fixed",
      alert: { rule: { title: "Fixes are let in everywhere again" } },
    })
  })

  it("stays on the card after a restart until it was asked, without an edit", async () => {
    const { restart, hour, look, only } = await refusedAt(contoso)
    restart(contoso, fabrikam)
    await look()
    await hour()

    expect(await only()).toMatchObject({ state: "new", history: [{ kind: "opened" }] })
  })

  it("leaves the card with the configuration", async () => {
    const { restart, look, only } = await refusedAt(contoso, fabrikam)
    restart(fabrikam)
    await look()
    expect((await only()).alert.rule.title).toBe("Nothing can be fixed at Fabrikam GmbH")
    restart()
    await look()

    expect((await only()).state).toBe("fixed")
  })

  it("follows the reason", async () => {
    const { hour, refuse, only } = await refusedAt(contoso)
    refuse(NO_CONSENT, contoso)
    await hour()

    expect((await only()).alert.summary).toContain(NO_CONSENT.advice)
  })

  it("isn't told again after a verdict, unlike one that is refused later", async () => {
    const { store, hour, refuse, incidents, only } = await refusedAt(contoso)
    await store.incidents.change((await only()).id, (one) => ({
      incident: { ...one, state: "expected" },
      notes: [],
    }))
    await hour()
    expect(await incidents()).toHaveLength(1)
    refuse(NO_ROLE, fabrikam)
    await hour()
    await hour()

    const open = (await incidents()).filter(({ state }) => state === "new")
    expect(open.map(({ alert }) => alert.rule.title)).toEqual(["Nothing can be fixed at Fabrikam GmbH"])
  })
})
