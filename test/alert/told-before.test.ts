/** Which incident told of what a backtest finds again. */
import { describe, expect, it } from "vitest"
import { toldBefore } from "../../src/alert/told-before.ts"
import { incidentId, recordId } from "../../src/model/ids.ts"
import { makeAlert, makeIncident } from "../adapters/sqlite/make-rows.ts"

const { rule } = makeAlert()
const told = (id: number, name: string, ...records: string[]) => {
  const alert = makeAlert({ rule: { ...rule, name }, recordIds: records.map(recordId) })
  return { alert, incident: { ...makeIncident({ alert }), id: incidentId(id) } }
}

describe("toldBefore()", () => {
  const find = toldBefore([told(1, "other", "a", "b"), told(2, rule.name, "b"), told(3, rule.name, "c")])
  const idOf = (...records: string[]) => find(makeAlert({ recordIds: records.map(recordId) }))?.id

  it.each([
    ["of the same rule, whatever comes first", ["a", "b"], 2],
    ["of another rule, where that alone told", ["a"], 1],
    ["by any of its records", ["x", "c"], 3],
    ["nowhere, where none is known", ["x"], undefined],
  ])("is found %s", (_where, records, id) => {
    expect(idOf(...records)).toBe(id)
  })
})
