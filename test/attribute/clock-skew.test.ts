import { describe, expect, it } from "vitest"
import { clockSkew } from "../../src/attribute/clock-skew.ts"
import { AT, makeEvent, makeRun, makeSession, SECOND } from "./make-evidence.ts"

const AHEAD = 180 * SECOND
const earlier = { session: makeSession(), events: [makeEvent()] }
const { itemName: name, target: folder, startedAt } = makeEvent()
const log = makeRun({ openedAt: [AT + AHEAD], items: [{ at: startedAt + AHEAD, name, folder }] })

describe("clockSkew()", () => {
  it("is the difference between the two openings where the items stand in the log", () => {
    expect(clockSkew("pc-0417.contoso.local", [earlier], [log])).toBe(AHEAD)
    expect(
      clockSkew(
        "PC-0417",
        [earlier],
        [makeRun({ ...log, openedAt: [AT - AHEAD], items: [{ at: startedAt - AHEAD, name, folder }] })],
      ),
    ).toBe(-AHEAD)
  })

  it("takes the middle one, so that one odd session doesn't move it", () => {
    const skewed = (skew: number, index: number) => {
      const shift = index * 3_600_000
      return {
        restore: {
          session: makeSession({ createdAt: AT + shift }),
          events: [makeEvent({ startedAt: startedAt + shift })],
        },
        run: makeRun({
          openedAt: [AT + shift + skew],
          items: [{ at: startedAt + shift + skew, name, folder }],
        }),
      }
    }
    const all = [AHEAD, AHEAD + SECOND, 600 * SECOND].map(skewed)

    expect(
      clockSkew(
        "PC-0417",
        all.map(({ restore }) => restore),
        all.map(({ run }) => run),
      ),
    ).toBe(AHEAD + SECOND)
  })

  it.each([
    ["no earlier session", [], [log]],
    ["no items in common", [earlier], [makeRun({ openedAt: [AT + AHEAD] })]],
    ["another machine", [earlier], [makeRun({ ...log, machine: "PC-0418" })]],
    ["another product", [earlier], [makeRun({ ...log, product: "Teams" })]],
    ["two openings that fit", [earlier], [log, makeRun({ ...log, id: "run-2" })]],
    [
      "a clock that is off by more than a quarter of an hour",
      [earlier],
      [makeRun({ openedAt: [AT + 901 * SECOND], items: [{ at: startedAt + 901 * SECOND, name, folder }] })],
    ],
  ])("knows nothing from %s", (_what, restores, runs) => {
    expect(clockSkew("PC-0417", restores, runs)).toBe(0)
  })
})
