/** The chaos run's judgment notices each kind of loss: a check that can't fail would prove nothing. */
import { beforeEach, describe, expect, it } from "vitest"
import { checkCards } from "../../sandbox/chaos/check-cards.ts"
import { checkFixes } from "../../sandbox/chaos/check-fixes.ts"
import { checkRecords } from "../../sandbox/chaos/check-records.ts"
import type { Attack } from "../../sandbox/chaos/offer.ts"
import { AIMS, planLives, WAYS } from "../../sandbox/chaos/plan.ts"
import type { Stored } from "../../sandbox/chaos/read-database.ts"
import { type ChaosCounts, judge } from "../../sandbox/chaos/result.ts"
import { createWorld, RESPOND_APP_ID } from "../../sandbox/world/create-world.ts"
import { addBlob } from "../../sandbox/world/feed.ts"
import type { PracticeChannel, PracticeMessage, PracticeTenant, World } from "../../sandbox/world/types.ts"
import { createClock } from "./helpers.ts"

const ID = "0c1d2e3f-0000-4000-8000-000000000001"
const record = (more: object = {}): object => ({
  Id: ID,
  Operation: "Set-Mailbox",
  CreationTime: "2026-09-01T08:00:00",
  ...more,
})

let world: World
let tenant: PracticeTenant
let attack: Attack
let triage: PracticeChannel
let customer: PracticeChannel
beforeEach(() => {
  world = createWorld({ now: createClock().now })
  const [first] = world.tenants
  const mailbox = first?.mailboxes[0]
  const find = (kind: PracticeChannel["kind"]) => world.channels.find((channel) => channel.kind === kind)
  const [triageChannel, customerChannel] = [find("triage"), find("customer")]
  if (!first || !mailbox || !triageChannel || !customerChannel) throw new Error("the world is empty")
  tenant = first
  triage = triageChannel
  customer = customerChannel
  attack = { tenantId: tenant.id, recordId: ID, kind: "forwarding", mailbox }
})

const message = (id: string, button: string): PracticeMessage => ({
  id,
  threadId: id,
  from: { kind: "bot" },
  at: 1_000,
  cards: [{ type: "AdaptiveCard", actions: [{ type: "Action.Execute", verb: "press", data: { button } }] }],
})

/** What a product that did everything right stored of the attack. */
const rightly = (changed: Partial<Stored> = {}): Stored => ({
  records: [{ tenantId: tenant.id, id: ID, times: 1 }],
  rejected: [],
  alerts: [{ incidentId: 1, tenantId: tenant.id, recordIds: [ID] }],
  incidents: [{ id: 1, tenantId: tenant.id, subject: "forwarding:x", state: "new" }],
  cards: [
    { incidentId: 1, face: "technician", conversationId: triage.id, activityId: "100" },
    { incidentId: 1, face: "customer", conversationId: customer.id, activityId: "101" },
  ],
  fixes: [{ incidentId: 1, action: "stop-forwarding", state: "verified" }],
  buttons: [{ id: "b1", incidentId: 1, action: "stop-forwarding" }],
  ...changed,
})

describe("checkRecords()", () => {
  const offer = (...records: object[]) => addBlob(world, tenant, { contentType: "Audit.Exchange", records })
  const counts = (stored: Stored) => checkRecords(world.tenants, stored)

  it("counts a record once, however often it was offered", () => {
    offer(record(), record())
    offer(record())

    expect(counts(rightly())).toMatchObject({
      offered: 1,
      offers: 3,
      missing: 0,
      storedTwice: 0,
      unexpected: 0,
    })
  })

  it.each([
    ["missing", { records: [] }],
    ["storedTwice", { records: [{ tenantId: "", id: ID, times: 2 }] }],
    ["unexpected", { records: [{ tenantId: "other", id: ID, times: 1 }] }],
    ["missing", { records: [{ tenantId: "other", id: ID, times: 1 }] }],
  ] as const)("notices what is %s", (name, changed) => {
    offer(record())

    expect(counts(rightly(changed))[name]).toBe(1)
  })

  it("wants a record without an id stored once, under whatever id", () => {
    offer(record({ Id: "" }))
    const made = { tenantId: tenant.id, id: "sha256:abc", times: 1 }

    expect(counts(rightly({ records: [made] }))).toMatchObject({ offered: 1, missing: 0, unexpected: 0 })
    expect(counts(rightly({ records: [] })).missing).toBe(1)
  })

  it("wants a record that can't be read kept once among the rejected", () => {
    offer(record({ Operation: "" }))
    const raw = JSON.stringify(record({ Operation: "" }))

    const kept = counts(rightly({ rejected: [{ tenantId: tenant.id, raw }] }))
    const lost = counts(rightly())

    expect([kept.broken, kept.brokenKept, lost.brokenKept]).toEqual([1, 1, 0])
  })
})

describe("checkCards()", () => {
  const counts = (stored: Stored) => checkCards([attack], stored, world.channels, new Set([tenant.id]))
  const incident = (id: number, subject: string, state = "fixed", tenantId = tenant.id) => ({
    id,
    tenantId,
    subject,
    state,
  })
  beforeEach(() => {
    triage.messages.push(message("100", "b1"))
    customer.messages.push(message("101", "b2"))
  })

  it("takes what several customers have in common for technicians' business, beside the attack's own incident", () => {
    const common = incident(2, "customers:same-rule-name:.")
    const alerts = [...rightly().alerts, { incidentId: 2, tenantId: tenant.id, recordIds: [attack.recordId] }]
    const stored = rightly({ incidents: [...rightly().incidents, common], alerts })

    expect(counts(stored)).toMatchObject({
      attacksWithSeveral: 0,
      incidentsOfNothing: 0,
      commonOfCustomers: 1,
      cardsMissing: 1,
    })
  })

  it("is content with one incident and one card in each channel", () => {
    expect(counts(rightly())).toMatchObject({
      attacksWithoutIncident: 0,
      attacksWithSeveral: 0,
      incidentsOfNothing: 0,
      cardsPosted: 2,
      cardsMissing: 0,
      cardsDoubled: 0,
    })
  })

  it("notices an attack without an incident, one with two, and an incident of nothing", () => {
    const twice = [1, 2].map((incidentId) => ({ incidentId, tenantId: tenant.id, recordIds: [ID] }))

    expect(counts(rightly({ alerts: [] })).attacksWithoutIncident).toBe(1)
    expect(counts(rightly({ alerts: twice })).attacksWithSeveral).toBe(1)
    const incidents = [incident(1, "forwarding:x"), incident(2, "forwarding:y")]
    expect(counts(rightly({ incidents })).incidentsOfNothing).toBe(1)
  })

  it("allows a blindness that had a cause and is over, and no other", () => {
    const card = { incidentId: 2, face: "technician", conversationId: triage.id, activityId: "102" }
    const cards = [...rightly().cards, card]
    triage.messages.push(message("102", "b3"))
    const withBlindness = (blind: ReturnType<typeof incident>) =>
      counts(rightly({ cards, incidents: [incident(1, "forwarding:x"), blind] }))

    expect(withBlindness(incident(2, "blind:x"))).toMatchObject({
      incidentsOfNothing: 0,
      blindnesses: 1,
      blindnessesOfNothing: 0,
      cardsMissing: 0,
    })
    expect(withBlindness(incident(2, "blind:x", "new")).blindnessesOfNothing).toBe(1)
    expect(withBlindness(incident(2, "blind:x", "fixed", "other")).blindnessesOfNothing).toBe(1)
  })

  it("notices a card that is in no channel", () => {
    customer.messages.splice(0)

    expect(counts(rightly()).cardsMissing).toBe(1)
  })

  it("notices a second card of an incident by its buttons, and without any by its mark", () => {
    const marked = (id: string): PracticeMessage => ({
      ...message(id, "b1"),
      cards: [{ type: "AdaptiveCard", body: [{ type: "Container", id: "wp1" }] }],
    })
    triage.messages.push(message("99", "b1"))
    expect(counts(rightly()).cardsDoubled).toBe(1)

    triage.messages.splice(0, 9, marked("100"), marked("98"))
    expect(counts(rightly()).cardsDoubled).toBe(1)
  })
})

describe("checkFixes()", () => {
  const ran = (id: string): void => {
    const done = { Id: id, AppId: RESPOND_APP_ID, Operation: "Set-Mailbox", ObjectId: attack.mailbox.alias }
    addBlob(world, tenant, { contentType: "Audit.Exchange", records: [done, done] })
  }
  const counts = (stored: Stored) =>
    checkFixes([attack], [{ button: "b1", taken: true }], stored, world.tenants)

  it("is content with a fix that ran once and is done", () => {
    ran("1")

    expect(counts(rightly())).toMatchObject({
      fixesTaken: 1,
      fixesLost: 0,
      fixesVerified: 1,
      fixesUnproven: 0,
      fixesRunTwice: 0,
      fixesUntrue: 0,
    })
  })

  it("notices a taken press that the journal doesn't know, and a fix that never came to its end", () => {
    const open = [{ incidentId: 1, action: "stop-forwarding", state: "intended" }]

    expect(counts(rightly({ fixes: [] })).fixesLost).toBe(1)
    expect(counts(rightly({ fixes: open })).fixesUnproven).toBe(1)
  })

  it("notices a fix that ran twice, one that never ran, and one that is not done", () => {
    expect(counts(rightly()).fixesUntrue).toBe(1)
    ran("1")
    attack.mailbox.forwardingSmtpAddress = "smtp:away@mail.example"
    expect(counts(rightly()).fixesUntrue).toBe(1)
    ran("2")
    expect(counts(rightly()).fixesRunTwice).toBe(1)
  })
})

describe("judge()", () => {
  const good: ChaosCounts = {
    ...{
      offered: 1,
      offers: 1,
      stored: 1,
      missing: 0,
      storedTwice: 0,
      unexpected: 0,
      broken: 1,
      brokenKept: 1,
    },
    ...{ attacks: 1, incidents: 1, attacksWithoutIncident: 0, attacksWithSeveral: 0, incidentsOfNothing: 0 },
    commonOfCustomers: 0,
    ...{ blindnesses: 0, blindnessesOfNothing: 0 },
    ...{ cardsPosted: 2, cardsMissing: 0, cardsDoubled: 0 },
    ...{ presses: 1, fixesTaken: 1, fixesLost: 0, fixesVerified: 1, fixesUnproven: 0, fixesRunTwice: 0 },
    ...{
      fixesUntrue: 0,
      seed: 1,
      kills: 1,
      aimsHit: 1,
      betweenCommits: 1,
      seconds: 1,
      secondsUntilQuiet: 1,
      quiet: true,
    },
    ...{ feedCalls: 1, feedCallsWithoutPublisher: 0, faults: {}, trailVerifies: true },
  }

  it("finds nothing wrong where everything was kept", () => {
    expect(judge(good).wrong).toEqual([])
  })

  it.each([
    [{ missing: 1 }, "missing"],
    [{ cardsDoubled: 1 }, "cardsDoubled"],
    [{ fixesRunTwice: 1 }, "fixesRunTwice"],
    [{ feedCallsWithoutPublisher: 1 }, "feedCallsWithoutPublisher"],
    [{ brokenKept: 0 }, "brokenKept"],
    [{ quiet: false }, "quiet"],
    [{ trailVerifies: false }, "trailVerifies"],
  ])("calls %o wrong", (changed, name) => {
    expect(judge({ ...good, ...changed }).wrong).toEqual([name])
  })
})

describe("planLives()", () => {
  it("is the same for the same seed, another for another, and knows every aim and way", () => {
    const lives = planLives(200, 1)

    expect(planLives(200, 1)).toEqual(lives)
    expect(planLives(200, 2)).not.toEqual(lives)
    expect(new Set(lives.map(({ aim }) => aim))).toEqual(new Set(AIMS))
    expect(new Set(lives.flatMap(({ attacks }) => attacks.map(({ way }) => way)))).toEqual(new Set(WAYS))
  })
})
