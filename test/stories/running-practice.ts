/** The practice that a story is told on: started before its tests, closed after them, however they end. */
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest"
import { type Practice, type PracticeStart, startPractice } from "../../sandbox/practice.ts"
import type { World } from "../../sandbox/world/types.ts"

/** Asked for anything before the first test begins, it throws. */
export type RunningPractice = Practice & { readonly world: World }

/** `options` are asked for right before the start. */
type Options = () => PracticeStart

/** One practice for all tests of the file. */
export function practiceForAll(options: Options = () => ({})): RunningPractice {
  const { practice, start, end } = holder()
  beforeAll(async () => start(options()))
  afterAll(end)
  return practice
}

/** A new practice for each test of the file. */
export function practiceForEach(options: Options = () => ({})): RunningPractice {
  const { practice, start, end } = holder()
  beforeEach(async () => start(options()))
  afterEach(end)
  return practice
}

function holder() {
  let running: Practice | undefined
  const current = (): Practice => {
    if (running === undefined) throw new Error("No practice runs: it starts with the first test.")
    return running
  }
  const practice: RunningPractice = {
    get cloud() {
      return current().cloud
    },
    get world() {
      return current().cloud.world
    },
    get folder() {
      return current().folder
    },
    get database() {
      return current().database
    },
    product: () => current().product(),
    restartProduct: () => current().restartProduct(),
    close: () => current().close(),
  }
  const start = async (options: PracticeStart): Promise<void> => {
    running = await startPractice(options)
  }
  const end = async (): Promise<void> => {
    await running?.close()
    running = undefined
  }
  return { practice, start, end }
}
