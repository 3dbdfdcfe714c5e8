/**
 * Whatever fails, in whatever order: every restore that stays on the server is handed over and stored, every deleted
 * session that was stored is told once, and nothing that is still there is told as deleted.
 */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { backupRig, restoreEvent, START, session } from "./backup-rig.ts"

type Step =
  | { readonly kind: "open" | "poll" | "follow" | "restart" | "heal" | "forget" }
  | { readonly kind: "restore" | "end" | "delete"; readonly which: number }
  | { readonly kind: "break"; readonly what: "server" | "feed" | "session" | "ingest" }
  | { readonly kind: "wait"; readonly minutes: number }

const which = fc.nat({ max: 5 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Step>({ kind: "poll" }, { kind: "follow" }) },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "open" }) },
  { weight: 5, arbitrary: which.map((one): Step => ({ kind: "restore", which: one })) },
  { weight: 2, arbitrary: which.map((one): Step => ({ kind: "end", which: one })) },
  { weight: 2, arbitrary: which.map((one): Step => ({ kind: "delete", which: one })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("server" as const, "feed" as const, "session" as const, "ingest" as const)
      .map((what): Step => ({ kind: "break", what })),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>({ kind: "heal" }, { kind: "restart" }, { kind: "forget" }),
  },
  { weight: 3, arbitrary: fc.nat({ max: 20_000 }).map((minutes): Step => ({ kind: "wait", minutes })) },
)

/** The server as it truly is, and a change feed that tells of it. */
function practice() {
  let ingestBroken = false
  const rig = backupRig({ failIngest: () => ingestBroken })
  const { world } = rig
  let opened = 0
  let clock = START
  const deleted = new Set<string>()
  const pending = { changed: new Set<string>(), deleted: new Set<string>() }
  const pick = (at: number) => world.sessions[at % Math.max(1, world.sessions.length)]
  const changed = (id: string): void => void pending.changed.add(id)

  const open = (): void => {
    const id = `s${opened}`
    opened += 1
    world.sessions.push(session(id, { createdAt: clock, raw: { eTag: 0 } }))
    changed(id)
  }
  const restore = (at: number): void => {
    const found = pick(at)
    if (found === undefined) return
    const events = world.events[found.id] ?? []
    const event = { ...restoreEvent(`${found.id}-e${events.length}`, "Save"), order: events.length }
    world.events[found.id] = [...events, event]
    world.sessions = world.sessions.map((one) =>
      one === found ? { ...one, raw: { eTag: events.length + 1 } } : one,
    )
    changed(found.id)
  }
  const end = (at: number): void => {
    const found = pick(at)
    world.sessions = world.sessions.map((one) => (one === found ? { ...one, endedAt: clock } : one))
    if (found) changed(found.id)
  }
  const remove = (at: number): void => {
    const found = pick(at)
    if (found === undefined) return
    world.sessions = world.sessions.filter((one) => one !== found)
    deleted.add(found.id)
    pending.deleted.add(found.id)
  }
  const follow = async (): Promise<void> => {
    world.news = [{ next: "t", changed: [...pending.changed], deleted: [...pending.deleted] }]
    await rig.follow()
    // The feed tells it once, whether the listener understood or not.
    if (world.news.length === 0) {
      pending.changed.clear()
      pending.deleted.clear()
    }
  }
  const breakIt = (what: string): void => {
    if (what === "ingest") ingestBroken = true
    else world.broken.add(what === "session" ? (world.sessions[0]?.id ?? "none") : what)
  }
  const heal = (): void => {
    ingestBroken = false
    world.broken.clear()
  }
  const pass = (minutes: number): void => {
    clock += minutes * 60_000
    rig.later(minutes * 60_000)
  }
  const act = async (one: Step): Promise<void> => {
    if (one.kind === "open") open()
    else if (one.kind === "restore") restore(one.which)
    else if (one.kind === "end") end(one.which)
    else if (one.kind === "delete") remove(one.which)
    else if (one.kind === "poll") await rig.poll()
    else if (one.kind === "follow") await follow()
    else if (one.kind === "restart") rig.restart()
    else if (one.kind === "heal") heal()
    else if (one.kind === "break") breakIt(one.what)
    else if (one.kind === "wait") pass(one.minutes)
    else {
      world.news = ["outdated"]
      await rig.follow()
    }
  }
  return { rig, act, heal, pass, deleted }
}

describe("createBackupPoller()", () => {
  it("misses no restore and tells every deletion once, whatever fails and dies", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { rig, act, heal, pass, deleted } = practice()
        // Of the time before a server is first read no more than a month is.
        await rig.poll()
        for (const one of steps) await act(one)
        heal()
        // So much later that everything which isn't read every minute is due.
        pass(24 * 60)
        await rig.poll()

        const handedOver = new Set(rig.handedOver.flatMap((line) => line.split(" ").slice(1)))
        const there = rig.world.sessions.flatMap(({ id }) => rig.world.events[id] ?? [])
        expect(there.filter(({ id }) => !handedOver.has(id)).map(({ id }) => id)).toEqual([])
        expect(rig.world.sessions.filter(({ id }) => !rig.saved.has(id))).toEqual([])
        const stored = [...deleted].filter((id) => rig.saved.has(id)).sort()
        const told = rig.book.changes.map(({ sessionId }) => sessionId).sort()
        expect(told).toEqual(stored)
        expect([...rig.gone.keys()].sort()).toEqual(stored)
      }),
      { numRuns: 300 },
    )
  })
})
