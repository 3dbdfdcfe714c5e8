import { describe, expect, it } from "vitest"
import { newSweep } from "../../../src/onboard/first-sweep.ts"
import { CONTOSO, makeNote, NOW } from "./make-rows.ts"
import { openTemporaryStore } from "./temporary-store.ts"

describe("finish()", () => {
  it("ends a sweep once, whoever comes with the end of it again", async () => {
    const { store } = openTemporaryStore()
    const begun = newSweep(CONTOSO, NOW)
    await store.sweeps.keep(begun)

    await store.sweeps.finish({ ...begun, doneAt: NOW, told: 1 }, makeNote({ what: "Over." }))
    await store.sweeps.finish({ ...begun, doneAt: NOW + 1, told: 2 }, makeNote({ what: "Over again." }))

    expect((await store.trail.read(0, 10)).map(({ what }) => what)).toEqual(["Over."])
    expect(await store.sweeps.sweep(CONTOSO)).toMatchObject({ doneAt: NOW, told: 1 })
  })
})
