/** What changed between two readings of an organization's restore operator roles, and who could restore at a time. */
import { describe, expect, it } from "vitest"
import type { BackupChange } from "../../src/model/backup-change.ts"
import type { RestoreRole } from "../../src/ports/backup-server.ts"
import { operatorsDuring, rightsChange } from "../../src/source/restore-rights.ts"
import { START } from "./backup-rig.ts"

const KIM = "kim.vega@contoso.example"
const SAM = "sam@contoso.example"
const ANNA = "anna.berg@contoso.example"

const role = (over: Partial<RestoreRole> = {}): RestoreRole => ({
  name: "Help desk",
  operators: [KIM],
  everything: false,
  items: [ANNA],
  excluded: [],
  ...over,
})
const all = role({ everything: true, items: [] })

describe("rightsChange()", () => {
  it.each<[string, readonly RestoreRole[], readonly RestoreRole[], object]>([
    ["a first role", [], [all], { worse: true, operators: { added: [KIM], removed: [], everything: true } }],
    [
      "an operator who was added",
      [role()],
      [role({ operators: [KIM, SAM] })],
      {
        worse: true,
        before: "nothing",
        after: `${SAM} may restore ${ANNA} (role Help desk)`,
        operators: { added: [SAM], removed: [], everything: false },
      },
    ],
    [
      "everything instead of one mailbox",
      [role()],
      [all],
      {
        worse: true,
        before: `${KIM} may restore ${ANNA} (role Help desk)`,
        after: `${KIM} may restore everything (role Help desk)`,
        operators: { added: [], removed: [], everything: true },
      },
    ],
    [
      "one more mailbox",
      [role()],
      [role({ items: [ANNA, SAM] })],
      { worse: true, operators: { added: [], removed: [], everything: false } },
    ],
    [
      "an exception that fell",
      [role({ ...all, excluded: [ANNA] })],
      [all],
      {
        worse: true,
        before: `${KIM} may restore everything except ${ANNA} (role Help desk)`,
        operators: { added: [], removed: [], everything: false },
      },
    ],
    ["a new exception", [all], [role({ ...all, excluded: [ANNA] })], { worse: false }],
    [
      "a role that was deleted",
      [all],
      [],
      { worse: false, after: "nothing", operators: { added: [], removed: [KIM], everything: false } },
    ],
    [
      "an operator replaced by another",
      [role()],
      [role({ operators: [SAM] })],
      { worse: true, operators: { added: [SAM], removed: [KIM], everything: false } },
    ],
    [
      "one of two roles taken away",
      [all, role({ name: "Board", excluded: [SAM] })],
      [role({ name: "Board", excluded: [SAM] })],
      { worse: false, operators: { added: [], removed: [], everything: false } },
    ],
  ])("tells of %s", (_what, before, after, expected) => {
    expect(rightsChange(before, after)).toMatchObject(expected)
  })

  it.each<[string, readonly RestoreRole[], readonly RestoreRole[]]>([
    ["another name of the role", [role()], [role({ name: "Service desk" })]],
    ["a role that gives what another one gives", [all], [all, role({ name: "Board" })]],
    ["a role without operators", [], [role({ operators: [] })]],
    ["the same roles", [role(), all], [all, role()]],
  ])("says nothing of %s", (_what, before, after) => {
    expect(rightsChange(before, after)).toBeUndefined()
  })

  it("shortens what a card could not show", () => {
    const items = Array.from({ length: 40 }, (_, index) => `person${index}@contoso.example`)

    expect(rightsChange([], [role({ items })])?.after).toContain("person9@contoso.example and 30 more (role")
  })
})

describe("operatorsDuring()", () => {
  const HOUR = 3_600_000
  const change = (foundAt: number, added: readonly string[], removed: readonly string[]): BackupChange => ({
    id: `restore-roles ${foundAt}`,
    kind: "restore-roles",
    server: "vb365-01",
    since: foundAt - 60_000,
    foundAt,
    worse: added.length > 0,
    before: "",
    after: "",
    operators: { added, removed, everything: false },
  })
  const period = { from: START, to: START + HOUR }

  it.each<[string, readonly BackupChange[], readonly string[]]>([
    ["those of today without any change", [], [KIM]],
    ["one who was removed since", [change(START + 9 * HOUR, [], [SAM])], [KIM, SAM]],
    ["one who was removed meanwhile", [change(START + HOUR / 2, [], [SAM])], [KIM, SAM]],
    ["nobody who was removed before", [change(START - HOUR, [], [SAM])], [KIM]],
    ["nobody who came later", [change(START + 9 * HOUR, [KIM], [])], []],
    ["one who came meanwhile", [change(START + HOUR / 2, [KIM], [])], [KIM]],
    [
      "one who was given the role for these hours alone",
      [change(START - HOUR, [SAM], []), change(START + 9 * HOUR, [], [SAM])],
      [KIM, SAM],
    ],
    [
      "nobody who came and went later",
      [change(START + 3 * HOUR, [SAM], []), change(START + 9 * HOUR, [], [SAM])],
      [KIM],
    ],
  ])("knows %s", (_what, changes, expected) => {
    expect(operatorsDuring([all], changes, period)).toEqual(expected)
  })
})
