/** What Microsoft records next year, under types and names that nobody here has heard of: kept and counted, and told to nobody. */
import { describe, expect, it } from "vitest"
import { decideSample, sampleContext } from "../src/cli/rules-samples.ts"
import type { JsonObject } from "../src/model/json.ts"
import { makeRaw, productRules } from "./make/make-record.ts"

/** Alerts of Microsoft's own products, which are told on whatever they are about. */
const MICROSOFTS_ALERTS = [40, 64, 98]
/** Source: Office 365 Management Activity API schema, AuditLogRecordType: the highest was 463 in the summer of 2026. */
const TYPES = Array.from({ length: 520 }, (_, type) => type).filter(
  (type) => !MICROSOFTS_ALERTS.includes(type),
)

/** Verbs that services share, so that a rule of another service may know them. */
const VERBS =
  "Create Update Delete Add Remove Restore Export Search View Send Save Get Set Move Copy Share".split(" ")

/** Fields of other shapes than those of today. */
const BODIES: readonly JsonObject[] = [
  {},
  { AgentId: "a", Tools: [{ Calls: [1, { Result: null }] }], Severity: "High", Name: "x", Status: "Active" },
  {
    ModifiedProperties: ["a"],
    Parameters: "-Name x",
    ExtendedProperties: null,
    Actor: "me",
    Target: { ID: 1 },
  },
  { CopilotEventData: "text", Members: "me", AppAccessContext: [], ParticipantInfo: 7, UserId: { a: 1 } },
]

const unheard = (RecordType: number | string, Operation: string, body: JsonObject): JsonObject =>
  makeRaw({
    ...{
      Id: crypto.randomUUID(),
      RecordType,
      Operation,
      Workload: "NewService",
      UserType: 0,
      Parameters: null,
    },
    ...{ ClientIP: "198.51.100.7", ObjectId: "thing", ...body },
  })

const decided = (records: readonly JsonObject[]) => decideSample(records, sampleContext(productRules()))

describe("records of types that nobody knows", () => {
  it("are kept, every one, and alert nobody, whatever shape their fields have", () => {
    const records = TYPES.flatMap((type, index) => {
      const verb = VERBS[index % VERBS.length] ?? "Create"
      return BODIES.flatMap((body) => [
        unheard(type, `${verb}NewThing`, body),
        unheard(`NewService${type}`, `${verb}NewThing`, body),
      ])
    })

    const { records: kept, rejected, alerts } = decided(records)

    expect(kept).toHaveLength(records.length)
    expect(rejected).toEqual([])
    expect(alerts.map(({ rule, operation }) => `${rule.name}: ${operation}`)).toEqual([])
  })

  it("alert nobody when their operation is a word that another service uses, too", () => {
    const records = VERBS.flatMap((verb) =>
      BODIES.flatMap((body) => [384, 430, 463, 501].map((type) => unheard(type, verb, body))),
    )

    const { records: kept, alerts } = decided(records)

    expect(kept).toHaveLength(records.length)
    expect(alerts.map(({ rule, operation }) => `${rule.name}: ${operation}`)).toEqual([])
  })
})
