/** A chat with a real store and a clock that a test moves, in which questions are asked by themselves. */
import { onTestFinished } from "vitest"
import { openStore } from "../../src/adapters/sqlite/open-store.ts"
import type { CommandDeps } from "../../src/command/run-command.ts"
import { createScheduledAsks } from "../../src/command/run-scheduled.ts"
import type { Notice } from "../../src/model/notice.ts"
import { DEFAULT_STORAGE } from "../../src/model/storage-policy.ts"
import { readRaw } from "../../src/normalize/read-raw.ts"
import type { Caller } from "../../src/ports/bot.ts"
import { temporaryPath } from "../adapters/sqlite/temporary-store.ts"
import { caller, NOW } from "./make.ts"
import { makeDeps, makeHandler } from "./make-handler.ts"

export type ScheduleChat = ReturnType<typeof scheduleChat>

/** Starts at NOW, a Saturday, 11:00 in Vienna. */
export function scheduleChat(over: Partial<CommandDeps> = {}) {
  const path = temporaryPath()
  const store = openStore(path, { readRaw, storage: DEFAULT_STORAGE })
  onTestFinished(() => store.close())
  const clock = { at: NOW }
  const deps = makeDeps({ store, now: () => clock.at, ...over })
  const handle = makeHandler(deps)
  return {
    ...{ path, store, clock, deps },
    ask: async (text: string, who: Partial<Caller> = {}): Promise<string> =>
      JSON.stringify(await handle({ text, caller: caller(who) })),
    /** What is due then is asked, by the configuration of then. */
    at: async (when: string, then: Partial<CommandDeps> = {}): Promise<void> => {
      clock.at = Date.parse(when)
      await createScheduledAsks({ ...deps, ...then })(new AbortController().signal)
    },
    /** What is owed now, oldest first. */
    owed: (): Promise<readonly Notice[]> => store.notices.due(clock.at, 100),
    /** Teams takes everything that is owed. */
    post: async (): Promise<void> => {
      for (const { key } of await store.notices.due(clock.at, 100))
        await store.notices.done(key, clock.at, {
          ...{ at: clock.at, kind: "delivery", who: "watchpost", what: "Sent.", data: {} },
        })
    },
    trail: async (): Promise<readonly string[]> => (await store.trail.read(0, 1_000)).map(({ what }) => what),
  }
}
