import { describe, expect, it } from "vitest"
import { dueSteps } from "../../src/alert/escalation.ts"
import { technicianActions } from "../../src/card/buttons.ts"
import type { Incident } from "../../src/model/alert.ts"
import type { AuditRecord } from "../../src/model/audit-record.ts"
import type { TenantId } from "../../src/model/ids.ts"
import { foundRecord } from "../../src/onboard/found-settings.ts"
import { HIDES, HOUR, MINUTE, OUTSIDE, sweepRig } from "./sweep-rig.ts"

const never = (): never => {
  throw new Error("nothing was told")
}

/** As Microsoft tells that somebody has set the forwarding of their own mailbox. */
function forwardingSet(tenant: TenantId, mailbox: string): AuditRecord {
  const parameters = { Identity: mailbox, ForwardingSmtpAddress: OUTSIDE }
  const upn = "lynne.robin@contoso.example"
  const found = { operation: "Set-Mailbox", mailbox, names: [mailbox], parameters } as const
  return { ...foundRecord(found, tenant, 0), actor: { kind: "user", id: upn, upn } }
}

describe("createFirstSweeps()", () => {
  it("tells a mailbox that forwards outside on one low card, to technicians alone", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE

    await rig.round()

    const [only, ...others] = await rig.incidents()
    expect(others).toEqual([])
    expect(only).toMatchObject({
      subject: "forwarding:lynne.robin@contoso.example",
      level: "low",
      alert: { wasThere: true, object: { mailbox: "lynne.robin@contoso.example" }, recordIds: [] },
    })
    expect(only?.alert.summary).toMatch(
      /forwards all mail to kim@mail-archive\.example, without keeping a copy/,
    )
    expect((await rig.owed()).map(({ face }) => face)).toEqual(["technician"])
  })

  it("stores no record of what nobody saw happen", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE

    await rig.round()

    expect(await rig.incidents()).toHaveLength(1)
    expect(await rig.store.records.count(rig.customer.id, { from: 0, to: Date.now() + HOUR })).toBe(0)
  })

  it("tells nothing of what stays inside, also where Exchange names no address", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = "smtp:patti.fern@contoso.example"
    rig.mailbox("patti.fern").forwardingAddress = "Adele Varga"
    rig
      .mailbox("adele.varga")
      .rules.push({ ...HIDES, name: "To Grady", settings: { ForwardTo: ["grady.archer@contoso.example"] } })

    await rig.round()

    expect(await rig.incidents()).toEqual([])
    expect(await rig.sweep()).toMatchObject({ told: 0, mailboxes: 8, read: 8, doneAt: expect.any(Number) })
    const trail = await rig.store.trail.read(0, 100)
    expect(trail.map(({ what }) => what).join()).toMatch(
      /Nothing that was there before sends mail outside or hides it at Contoso Manufacturing: 8 mailboxes read/,
    )
  })

  it("looks up where a recipient without an address leads to: a contact stands for an address outside", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingAddress = "Tax Adviser"

    await rig.round()

    expect((await rig.incidents()).map(({ alert }) => alert.summary)).toEqual([
      expect.stringContaining("forwards all mail to office@adviser.example"),
    ])
  })

  it("tells rules that hide mail or send it outside, hidden ones too, and leaves out those that are off or tidy up", async () => {
    const rig = await sweepRig()
    rig.mailbox("patti.fern").rules.push(HIDES)
    rig.mailbox("lynne.robin").rules.push({
      ...HIDES,
      name: "Copies",
      hidden: false,
      settings: { RedirectTo: ["kim@mail-archive.example"] },
    })
    rig.mailbox("lidia.holm").rules.push({ ...HIDES, enabled: false })
    rig.mailbox("isaiah.langer").rules.push({
      ...HIDES,
      name: "News",
      settings: { SubjectContainsWords: ["newsletter"], DeleteMessage: true },
    })

    await rig.round()

    expect((await rig.incidents()).map(({ subject }) => subject).toSorted()).toEqual([
      "inbox-rule:lynne.robin@contoso.example:copies",
      "inbox-rule:patti.fern@contoso.example:..",
    ])
  })

  it("makes one card of seven mailboxes, whose button stops all of them", async () => {
    const rig = await sweepRig()
    for (const mailbox of rig.tenant.mailboxes.slice(0, 7)) mailbox.forwardingSmtpAddress = OUTSIDE

    await rig.round()

    const [only, ...others] = await rig.incidents()
    expect(others).toEqual([])
    expect(only?.more).toEqual([expect.objectContaining({ count: 7 })])
    expect(only?.alertIds).toHaveLength(7)
    expect(only && technicianActions(only, true, Date.now())).toContain("fix-all")
  })

  it("shows the customer none of many things with the one that somebody does now: that has a card of its own", async () => {
    const rig = await sweepRig()
    for (const mailbox of rig.tenant.mailboxes.slice(0, 7)) mailbox.forwardingSmtpAddress = OUTSIDE
    await rig.round()
    const [many] = await rig.incidents()

    await rig.arrives(forwardingSet(rig.customer.id, "lynne.robin@contoso.example"))

    const [now] = await rig.incidents()
    expect(now).toMatchObject({ subject: "forwarding:lynne.robin@contoso.example", level: "high", count: 1 })
    const owed = (await rig.owed()).map(({ face, incidentId }) => `${face} ${incidentId}`)
    expect(owed.toSorted()).toEqual([
      `customer ${now?.id}`,
      `technician ${many?.id}`,
      `technician ${now?.id}`,
    ])
  })

  it("rings nobody, however long nobody takes it", async () => {
    const rig = await sweepRig()
    rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE
    await rig.round()

    const policy = { onCall: [], webhookUrl: "https://calls.example", after: { low: { webhook: MINUTE } } }
    const due = (incident: Incident) => dueSteps([incident], [], policy, Date.now() + 48 * HOUR)
    const [told = never()] = await rig.incidents()
    const { wasThere: _wasThere, ...alert } = told.alert
    expect(due(told)).toEqual([])
    expect(due({ ...told, alert })).toHaveLength(1)
  })

  it("leaves alone what an open card tells already, and what somebody has called expected", async () => {
    const rig = await sweepRig()
    for (const alias of ["lynne.robin", "patti.fern"]) {
      rig.mailbox(alias).forwardingSmtpAddress = OUTSIDE
      await rig.arrives(forwardingSet(rig.customer.id, `${alias}@contoso.example`))
    }
    const [expected] = await rig.incidents()
    await rig.store.incidents.change((expected ?? never()).id, (incident) => ({
      incident: { ...incident, state: "expected" },
      notes: [],
    }))

    await rig.round()

    expect(
      (await rig.incidents()).map(({ count, level, state }) => `${count} ${level} ${state}`).toSorted(),
    ).toEqual(["1 high expected", "1 high new"])
  })

  it.each([
    ["sign-in name", "lynne.robin@contoso.example"],
    ["alias", "lynne.robin"],
  ])(
    "lets a record that comes later, by the %s, join the card, which is told louder and to the customer then",
    async (_by, name) => {
      const rig = await sweepRig()
      const names = ["lynne.robin@contoso.example", "lynne.robin"]
      await rig.store.snapshots.save(rig.customer.id, Date.now(), [{ id: "lynne", names, keepsCopy: false }])
      rig.mailbox("lynne.robin").forwardingSmtpAddress = OUTSIDE
      await rig.round()

      await rig.arrives(forwardingSet(rig.customer.id, name))

      const [only, ...others] = await rig.incidents()
      expect(others).toEqual([])
      expect(only).toMatchObject({ level: "high", count: 2 })
      expect(only?.alert.wasThere).toBeUndefined()
      expect((await rig.owed()).map(({ face }) => face).toSorted()).toEqual(["customer", "technician"])
    },
  )
})
