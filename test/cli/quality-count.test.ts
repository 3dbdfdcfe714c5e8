import { describe, expect, it } from "vitest"
import { type LabelLine, measureQuality, readLabelLine } from "../../src/cli/quality-count.ts"
import type { Alert } from "../../src/model/alert.ts"
import { alertId, recordId } from "../../src/model/ids.ts"
import { makeAlert } from "../adapters/sqlite/make-rows.ts"

let made = 0
const alertOf = (level: Alert["level"], ...ids: string[]): Alert => {
  made += 1
  return makeAlert({ id: alertId(`alr_${made}`), level, recordIds: ids.map(recordId) })
}
const attack = (id: string, kind = "forward"): LabelLine => ({ id, label: "attack", kind })

describe("measureQuality()", () => {
  it("counts attack records inside an alert, at any level and at medium or above, whatever the case of ids", () => {
    const alerts = [alertOf("high", "A1", "a2"), alertOf("low", "a3")]
    const labels = ["a1", "a2", "a3", "a4"].map((id) => attack(id))

    expect(measureQuality(alerts, labels)).toMatchObject({
      inAlert: { found: 3, of: 4 },
      atMedium: { found: 2, of: 4 },
      missed: ["a4"],
    })
  })

  it("takes the highest level of a record that is in several alerts", () => {
    const quality = measureQuality([alertOf("low", "a1"), alertOf("critical", "a1")], [attack("a1")])

    expect(quality.atMedium).toEqual({ found: 1, of: 1 })
  })

  it("doesn't count what is only stored", () => {
    expect(measureQuality([alertOf("informational", "a1")], [attack("a1")])).toMatchObject({
      alerts: 0,
      inAlert: { found: 0, of: 1 },
    })
  })

  it("tells right alerts from false ones by whose records they hold", () => {
    const labels: readonly LabelLine[] = [
      attack("a1"),
      { id: "h1", label: "honest", kind: "other" },
      { id: "s1", label: "system", kind: "other" },
    ]
    const alerts = [
      alertOf("high", "a1", "h1"),
      alertOf("high", "h1", "s1"),
      alertOf("low", "s1"),
      alertOf("low", "x"),
    ]

    expect(measureQuality(alerts, labels)).toMatchObject({
      alerts: 4,
      rightAlerts: 1,
      falseOnHonest: 1,
      falseOnSystem: 1,
      unlabeledAlerts: 1,
      byRule: [{ rule: "mailbox-forwarding-outside", alerts: 4, attackRecords: 1, falseAlerts: 2 }],
    })
  })

  it("tells figures by kind of attack, the most frequent first", () => {
    const labels = [attack("a1", "spray"), attack("a2", "spray"), attack("a3", "forward")]

    expect(measureQuality([alertOf("high", "a2")], labels).byKind).toEqual([
      { kind: "spray", found: 1, of: 2, atMedium: 1 },
      { kind: "forward", found: 0, of: 1, atMedium: 0 },
    ])
  })
})

describe("readLabelLine()", () => {
  it("reads a label, and says what is wrong with a line that is none", () => {
    expect(readLabelLine('{"id":" AB ","label":"attack","kind":"spray"}')).toEqual({
      id: "ab",
      label: "attack",
      kind: "spray",
    })
    expect(readLabelLine('{"id":"a","label":"honest"}')).toMatchObject({ kind: "other" })
    expect(readLabelLine('{"id":"a","label":"evil"}')).toEqual({ problem: expect.stringMatching(/^label: /) })
    expect(readLabelLine("[")).toEqual({ problem: "not JSON" })
  })
})
