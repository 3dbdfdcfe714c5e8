/**
 * One chaos run: the product as a process against a practice cloud in trouble, killed again and again. In the end the
 * trouble stops, the product is left to finish, and what it kept is compared with what was offered.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import type { PracticeCloud } from "../cloud.ts"
import { startPracticeCloud } from "../server.ts"
import { connectorRoutes } from "../services/connector.ts"
import { veeamRoutes } from "../services/veeam.ts"
import { checkCards } from "./check-cards.ts"
import { checkFixes } from "./check-fixes.ts"
import { checkRecords } from "./check-records.ts"
import { createKeeper, type Keeper } from "./lives.ts"
import { createOfferer, type Offerer } from "./offer.ts"
import { type Life, planLives } from "./plan.ts"
import { createTechnicians, type Technicians } from "./press.ts"
import { type Owed, readOwed, readStored } from "./read-database.ts"
import { type ChaosResult, judge } from "./result.ts"
import { seededRandom } from "./seeded.ts"
import { createTrouble, type Trouble } from "./trouble.ts"

export type ChaosOptions = {
  readonly kills: number
  readonly seed: number
  /** No new life begins after so many minutes; kills that were not reached are not counted. */
  readonly minutes: number
  /** Each log line of the product. */
  readonly onLog?: (line: string) => void
  readonly onProgress?: (sentence: string) => void
}

/** How long the product may take to finish what is left, milliseconds. Its own pauses after refusals are up to minutes. */
const QUIET_WITHIN_MS = 240_000
const LOOK_EVERY_MS = 500
const ENTRY = resolve(import.meta.dirname, "../../src/main.js")

type Run = {
  readonly cloud: PracticeCloud
  readonly database: string
  readonly keeper: Keeper
  readonly offerer: Offerer
  readonly trouble: Trouble
  readonly technicians: Technicians
  /** What was set off and has not happened yet. */
  readonly pending: Set<Promise<void>>
}

/** Resolves with the counts and what is wrong. Rejects when the product ends by itself. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const started = performance.now()
  const folder = mkdtempSync(join(tmpdir(), "watchpost-chaos-"))
  const cloud = await startPracticeCloud({ routes: [connectorRoutes, veeamRoutes] })
  try {
    const run = await setUp(cloud, folder, options)
    const kills = await liveAndDie(run, options, started)
    return await finish(run, { ...options, kills, started })
  } finally {
    await cloud.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The product meets its tenants once in peace: what is offered before that is history, about which nobody is told. */
async function setUp(cloud: PracticeCloud, folder: string, { seed, onLog }: ChaosOptions): Promise<Run> {
  const keeper = createKeeper(cloud, folder, onLog)
  const first = await keeper.start()
  await first.stop()
  return {
    cloud,
    database: join(folder, "watchpost.db"),
    keeper,
    offerer: createOfferer(cloud, seededRandom(seed, "offers")),
    trouble: createTrouble(cloud, seededRandom(seed, "trouble")),
    technicians: createTechnicians(cloud, seededRandom(seed, "presses")),
    pending: new Set(),
  }
}

async function liveAndDie(run: Run, options: ChaosOptions, started: number): Promise<number> {
  const { kills, seed, minutes, onProgress } = options
  let done = 0
  for (const life of planLives(kills, seed)) {
    if (performance.now() - started > minutes * 60_000) break
    run.trouble.forLife()
    setOff(run, life)
    await run.keeper.live(life, () => press(run, life))
    done += 1
    if (done % 10 === 0) onProgress?.(`${done} of ${kills} kills`)
  }
  return done
}

/** What is offered happens at its time, whether or not the product still lives then. */
function setOff(run: Run, life: Life): void {
  for (const attack of life.attacks) later(run, attack.afterMs, () => run.offerer.attack(attack))
  for (const everyday of life.everyday) later(run, everyday.afterMs, () => run.offerer.everyday(everyday))
  later(run, 0, () => run.offerer.publishOwn())
}

function press(run: Run, life: Life): void {
  if (life.press) later(run, life.aim === "fixing" ? 50 : 300, () => run.technicians.press())
}

function later(run: Run, ms: number, act: () => void | Promise<void>): void {
  const happening = wait(ms)
    .then(act)
    .finally(() => run.pending.delete(happening))
  run.pending.add(happening)
}

/** The last life: nothing goes wrong any more, and all that is owed gets done. */
async function finish(
  run: Run,
  made: { readonly kills: number; readonly seed: number; readonly started: number },
): Promise<ChaosResult> {
  await Promise.all(run.pending)
  run.trouble.end()
  run.offerer.publishLate()
  const product = await run.keeper.start()
  const quietAfter = performance.now()
  const quiet = await untilQuiet(run)
  await product.stop()

  const { cloud, keeper, offerer, technicians, database } = run
  const stored = readStored(database)
  const { tenants, channels } = cloud.world
  return judge({
    seed: made.seed,
    kills: made.kills,
    aimsHit: keeper.generations.filter(({ aim, hit }) => hit && aim !== "any" && aim !== "starting").length,
    betweenCommits: keeper.generations.filter(({ aim, hit }) => hit && aim === "between").length,
    seconds: Math.round((performance.now() - made.started) / 1000),
    secondsUntilQuiet: Math.round((performance.now() - quietAfter) / 1000),
    quiet,
    ...checkRecords(tenants, stored),
    ...checkCards(offerer.attacks, stored, channels, run.trouble.blinded),
    ...checkFixes(offerer.attacks, technicians.presses, stored, tenants),
    feedCalls: cloud.traffic.feedCalls,
    feedCallsWithoutPublisher: cloud.traffic.withoutPublisherInAll,
    faults: run.trouble.used(),
    trailVerifies: verifyTrail(database),
  })
}

/** True when the product has nothing left to do; false when it never came to that. */
async function untilQuiet(run: Run): Promise<boolean> {
  const until = performance.now() + QUIET_WITHIN_MS
  while (performance.now() < until) {
    await wait(LOOK_EVERY_MS)
    run.offerer.publishOwn()
    if (!isQuiet(readOwed(run.database), countBlobs(run))) continue
    if ((await run.technicians.pressAgain()) === 0) return true
  }
  return false
}

const isQuiet = (owed: Owed & { readonly doneBlobs: number }, offered: number): boolean =>
  owed.blobs + owed.cards + owed.fixes + owed.blind === 0 && owed.doneBlobs === offered

const countBlobs = ({ cloud }: Run): number =>
  cloud.world.tenants.reduce((sum, tenant) => sum + tenant.blobs.length, 0)

const verifyTrail = (database: string): boolean =>
  spawnSync(process.execPath, [ENTRY, "trail", "verify", "--database", database]).status === 0
