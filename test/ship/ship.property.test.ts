/**
 * Whatever happens to the files and on the way to the server, in any order: in the end the server has what the files have.
 * A log that was only cut is the exception: what was received of it is never forgotten.
 */
import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, statSync, truncateSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { UpstreamError } from "../../src/model/errors.ts"
import { logName, type Send, startShip } from "./ship-rig.ts"

type Rig = Awaited<ReturnType<typeof startShip>>

/** Each run has a folder of its own. */
const nameIn = (run: number, one: number): string => `run ${run}/${logName(one)}`

type Step =
  | { readonly do: "write"; readonly log: number; readonly bytes: number }
  | { readonly do: "replace"; readonly log: number; readonly bytes: number }
  | { readonly do: "cut"; readonly log: number; readonly keep: number }
  | { readonly do: "rename"; readonly log: number; readonly to: number }
  | { readonly do: "remove"; readonly log: number }
  | { readonly do: "send"; readonly trouble: readonly Trouble[] }
  | { readonly do: "restart" }
  | { readonly do: "repeat"; readonly request: number }

/** What happens to one request: it arrives, it is lost, its answer is lost, or its body is cut short. */
type Trouble = "none" | "lost" | "unanswered" | "cut"

const log = fc.integer({ min: 0, max: 2 })
const bytes = fc.integer({ min: 1, max: 200 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("write" as const), log, bytes }) },
  fc.record({ do: fc.constant("replace" as const), log, bytes }),
  fc.record({ do: fc.constant("cut" as const), log, keep: fc.integer({ min: 0, max: 200 }) }),
  fc.record({ do: fc.constant("rename" as const), log, to: log }),
  fc.record({ do: fc.constant("remove" as const), log }),
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      trouble: fc.array(fc.constantFrom<Trouble>("none", "none", "lost", "unanswered", "cut"), {
        maxLength: 4,
      }),
    }),
  },
  fc.record({ do: fc.constant("restart" as const) }),
  fc.record({ do: fc.constant("repeat" as const), request: fc.nat({ max: 20 }) }),
)

/** No two pieces are alike, so that a mixed-up text can't look right. */
function createWriter(): (bytes: number) => string {
  let count = 0
  return (length) => {
    count += 1
    return `${count}:`.padEnd(length, String.fromCharCode(97 + (count % 26)))
  }
}

async function play(rig: Rig, run: number, steps: readonly Step[]): Promise<void> {
  const piece = createWriter()
  const sent: Parameters<Send>[0][] = []
  let trouble: Trouble[] = []
  const through =
    (send: Send): Send =>
    async (request) => {
      sent.push(request)
      const now = trouble.shift() ?? "none"
      const lost = new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "lost")
      if (now === "lost") throw lost
      if (now === "none") return send(request)
      const half = request.bytes.subarray(0, Math.floor(request.bytes.length / 2))
      await send(now === "cut" ? { ...request, bytes: half } : request)
      throw lost
    }
  let round = rig.started(through)
  for (const one of steps) {
    if (one.do === "send") {
      trouble = [...one.trouble]
      await round().catch(ifLost)
    } else if (one.do === "restart") round = rig.started(through)
    else if (one.do === "repeat") {
      const again = sent[one.request % Math.max(1, sent.length)]
      if (again !== undefined) await rig.direct(again)
    } else change(rig, run, one, piece)
  }
  await rig.started()()
}

/** More trouble than tries: the next round goes on. */
function ifLost(thrown: unknown): void {
  if (!(thrown instanceof UpstreamError)) throw thrown
}

function change(
  rig: Rig,
  run: number,
  one: Extract<Step, { readonly log: number }>,
  piece: (bytes: number) => string,
): void {
  const path = join(rig.root, nameIn(run, one.log))
  if (one.do === "write" && existsSync(path)) appendFileSync(path, piece(one.bytes))
  else if (one.do === "write" || one.do === "replace") rig.write(nameIn(run, one.log), piece(one.bytes))
  else if (!existsSync(path)) return
  else if (one.do === "cut") truncateSync(path, Math.min(one.keep, statSync(path).size))
  else if (one.do === "rename") renameSync(path, join(rig.root, nameIn(run, one.to)))
  else rmSync(path)
}

describe("a folder of logs and the server", () => {
  it("agree in the end, whatever was lost, repeated, cut, renamed, replaced or restarted", async () => {
    const rig = await startShip()
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        rmSync(join(rig.root, `run ${run}`), { recursive: true, force: true })
        run += 1
        await play(rig, run, steps)

        for (const name of [0, 1, 2].map((one) => nameIn(run, one))) {
          const path = join(rig.root, name)
          const content = existsSync(path) ? readFileSync(path, "utf8") : ""
          expect((await rig.text(name)) ?? "").toSatisfy((text: string) => text.startsWith(content))
          const wasCut = steps.some((one) => one.do === "cut")
          if (content !== "" && !wasCut) expect(await rig.text(name)).toBe(content)
        }
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
