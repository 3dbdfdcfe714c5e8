/** The lives of the product: started, left to work for a moment, killed with SIGKILL, started again with the same database. */
import { join } from "node:path"
import Database from "better-sqlite3"
import type { PracticeCloud } from "../cloud.ts"
import type { Fault } from "../faults.ts"
import { type ProductProcess, startProduct } from "../product-process.ts"
import { productSetup } from "../product-setup.ts"
import type { Aim, Life } from "./plan.ts"
import { countEvents } from "./read-events.ts"
import { WRITE_CMDLETS } from "./trouble.ts"

/** One process, in milliseconds UTC; `killedAt` is missing for the last one. */
export type Generation = { readonly startedAt: number; killedAt?: number; readonly aim: Aim; hit: boolean }

/** What was aimed at may not happen; then the life ends anyway. */
const PATIENCE_MS = 3_000

export type Keeper = {
  readonly generations: Generation[]
  /** Starts the product and resolves when it listens. Rejects when it ends by itself. */
  start(): Promise<ProductProcess>
  /** One whole life; `whenReady` is called once it listens, and not at all when it dies before. */
  live(life: Life, whenReady: () => void): Promise<void>
}

export function createKeeper(cloud: PracticeCloud, folder: string, onLog?: (line: string) => void): Keeper {
  const generations: Generation[] = []
  const start = async (onSpawn?: (pid: number) => void): Promise<ProductProcess> => {
    const product = await startProduct({
      // What was there before is no attack: nothing of it is to be told here.
      setup: productSetup(cloud, { folder, sweepSeconds: 3_600 }),
      folder,
      ...(onLog === undefined ? {} : { onLog }),
      ...(onSpawn === undefined ? {} : { onSpawn }),
    })
    cloud.world.bot.endpoint = `${product.url}/api/messages`
    return product
  }
  const born = (aim: Aim): Generation => {
    const generation: Generation = { startedAt: cloud.world.now(), aim, hit: true }
    generations.push(generation)
    return generation
  }
  return {
    generations,
    start: () => {
      born("any")
      return start()
    },
    live: async (life, whenReady) => {
      const generation = born(life.aim)
      if (life.aim === "starting") {
        await dieYoung(start, life.killAfterMs)
      } else {
        const product = await start()
        whenReady()
        const dam =
          life.aim === "between" ? await damAfterFetch(cloud, join(folder, "watchpost.db")) : undefined
        generation.hit = dam === undefined ? await moment(cloud, life) : await dam.hit
        generation.killedAt = cloud.world.now()
        await product.kill()
        dam?.open()
      }
      generation.killedAt ??= cloud.world.now()
    },
  }
}

/** The start rejects when the kill came before it listened; any other end by itself is the product's own failure. */
async function dieYoung(
  start: (onSpawn: (pid: number) => void) => Promise<ProductProcess>,
  afterMs: number,
): Promise<void> {
  let killed = false
  const kill = (pid: number): void => {
    setTimeout(() => {
      killed = true
      process.kill(pid, "SIGKILL")
    }, afterMs)
  }
  try {
    const product = await start(kill)
    await product.ended
  } catch (thrown) {
    if (!killed) throw thrown
  }
}

/** Resolves at the moment to kill; false when what was aimed at did not happen. */
async function moment(cloud: PracticeCloud, { aim, killAfterMs }: Life): Promise<boolean> {
  const watched = watch(cloud, aim)
  const hit = await Promise.race([watched.seen, pause(PATIENCE_MS).then(() => false)])
  watched.forget()
  await pause(killAfterMs)
  return hit
}

/** How long the records of an answered blob may take to be committed; then the next blob is waited for. */
const COMMIT_WITHIN_MS = 300

type Dam = { readonly hit: boolean; open(): void }

/**
 * Holds the main database's write lock from an answered blob on, so that the product commits its records and can't
 * commit what follows from them. `hit` says whether records were committed meanwhile; the lock is then still held.
 */
async function damAfterFetch(cloud: PracticeCloud, database: string): Promise<Dam> {
  const until = performance.now() + PATIENCE_MS
  while (performance.now() < until) {
    const watched = watch(cloud, "between")
    const seen = await Promise.race([watched.seen, pause(until - performance.now()).then(() => false)])
    watched.forget()
    if (!seen) break
    const dam = await holdDatabase(database)
    if (dam.hit) return dam
    dam.open()
  }
  return { hit: false, open: () => undefined }
}

async function holdDatabase(database: string): Promise<Dam> {
  const lock = new Database(database, { timeout: 200 })
  const open = (): void => void lock.close()
  if (!tryLock(lock)) return { hit: false, open }
  const before = countEvents(database)
  const until = performance.now() + COMMIT_WITHIN_MS
  while (performance.now() < until) {
    await pause(5)
    if (countEvents(database) > before) return { hit: true, open }
  }
  return { hit: false, open }
}

function tryLock(db: Database.Database): boolean {
  try {
    db.exec("BEGIN IMMEDIATE")
    return true
  } catch {
    return false
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

type Watch = { readonly seen: Promise<boolean>; forget(): void }

function watch(cloud: PracticeCloud, aim: Aim): Watch {
  switch (aim) {
    case "fetched":
    case "between":
      return watchAnswers(cloud, "manage", ["/audit/"])
    case "fixing":
      return watchAnswers(cloud, "exchange", WRITE_CMDLETS)
    case "posted":
      return watchPosts(cloud)
    case "any":
    case "starting":
      return { seen: Promise.resolve(true), forget: () => undefined }
  }
}

/** The next answer to a request that names one of `matches`. Watches stand before other faults, or they would miss it. */
function watchAnswers(cloud: PracticeCloud, service: string, matches: readonly string[]): Watch {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const faults = matches.map(
    (match): Fault => ({ service, match, kind: "watch", times: 1, answered: () => resolve(true) }),
  )
  cloud.faults.unshift(...faults)
  return {
    seen: promise,
    forget: () => {
      for (const fault of faults) fault.times = 0
    },
  }
}

/** The next message of the bot that is no edit. */
function watchPosts({ world }: PracticeCloud): Watch {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const forget = world.onChange((change) => {
    if (change.kind !== "message") return
    const channel = world.channels.find(({ id }) => id === change.channelId)
    const message = channel?.messages.find(({ id }) => id === change.messageId)
    if (message?.from.kind === "bot" && message.editedAt === undefined) resolve(true)
  })
  return { seen: promise, forget }
}
