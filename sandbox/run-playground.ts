/**
 * The product in the Microsoft 365 Agents Playground: a client of Teams' protocol that isn't ours. The Playground is fetched
 * by npx and is no dependency; behind the product the practice cloud plays Microsoft 365.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout } from "node:timers/promises"
import { listenForStop } from "../src/cli/until-stopped.ts"
import { PLAYGROUND_PACKAGE, PLAYGROUND_PORT, playgroundFile, playgroundProduct } from "./playground-setup.ts"
import { startProduct } from "./product-process.ts"
import { productSetup } from "./product-setup.ts"
import { startPracticeCloud } from "./server.ts"
import { veeamRoutes } from "./services/veeam.ts"
import { STORIES } from "./stories/catalogue.ts"
import { playStory } from "./stories/play.ts"
import type { Stage } from "./stories/story.ts"

export type PlaygroundOptions = {
  /** What is run; npx unless told. */
  readonly command?: readonly [string, ...string[]]
  readonly port?: number
}

type Output = {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown }
}

/** The first download takes a while. */
const START_MS = 120_000
const LOOK_MS = 500

const NOT_STARTED =
  "The Microsoft 365 Agents Playground didn't start: npx downloads it the first time, so connect this machine to the internet once and run this again (without that, npm run demo shows the same in our own page).\n"

/** Runs until Ctrl+C; 1 when the Playground can't be started or ends by itself. */
export async function runPlayground(io: Output, options: PlaygroundOptions = {}): Promise<number> {
  const { command = ["npx", "--yes", PLAYGROUND_PACKAGE], port = PLAYGROUND_PORT } = options
  const stop = listenForStop()
  const folder = mkdtempSync(join(tmpdir(), "watchpost-playground-"))
  const cloud = await startPracticeCloud({ routes: [veeamRoutes] })
  try {
    const setup = playgroundProduct(productSetup(cloud, { folder }), port)
    const product = await startProduct({ setup, folder })
    try {
      writeFileSync(join(folder, ".m365agentsplayground.yml"), playgroundFile(cloud.world))
      const playground = startPlayground(command, { folder, port, bot: `${product.url}/api/messages` })
      const ended = new Promise<"ended">((done) => {
        playground.once("exit", () => done("ended"))
        playground.once("error", () => done("ended"))
      })
      const started = await Promise.race([isThere(port), ended, stop.asked])
      if (started === "there") {
        io.stdout.write(
          `Open http://localhost:${port}, click on the channel Triage, and press Enter here: each time a story is played. Ctrl+C ends it.\n`,
        )
        playOnEnter(io, cloud)
      } else if (started !== "asked") io.stderr.write(NOT_STARTED)
      const how = started === "there" ? await Promise.race([ended, stop.asked]) : started
      io.stdin.pause()
      await end(playground, ended)
      return how === "asked" ? 0 : 1
    } finally {
      await product.stop()
    }
  } finally {
    stop.release()
    await cloud.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The Playground forgets what arrives before somebody looks. */
function playOnEnter({ stdin, stdout }: Output, cloud: Stage): void {
  const stories = STORIES.values()
  createInterface(stdin).on("line", () => {
    const story = stories.next().value
    stdout.write(story === undefined ? "These were all stories.\n" : `${story.title}: ${story.description}\n`)
    if (story !== undefined) void playStory(cloud, story.id)
  })
}

/** In a process group of its own: npx starts a shell that starts the Playground. */
function startPlayground(
  [program, ...words]: readonly [string, ...string[]],
  { folder, port, bot }: { readonly folder: string; readonly port: number; readonly bot: string },
): ChildProcess {
  const options = ["start", "-e", bot, "-c", "msteams", "-p", String(port), "--disable-telemetry"]
  const env = { ...process.env, PATH: `${process.env.PATH ?? ""}${delimiter}${withoutBrowser(folder)}` }
  return spawn(program, [...words, ...options], { cwd: folder, env, stdio: "ignore", detached: true })
}

/** The Playground ends at once where no program opens a browser: the last folder of the path has one that does nothing. */
function withoutBrowser(folder: string): string {
  writeFileSync(join(folder, "xdg-open"), "#!/bin/sh\n", { mode: 0o755 })
  return folder
}

async function end(playground: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (playground.pid === undefined || playground.exitCode !== null) return
  try {
    process.kill(-playground.pid, "SIGTERM")
  } catch {
    return
  }
  await ended
}

/** `late` when its page doesn't answer in time. */
async function isThere(port: number): Promise<"there" | "late"> {
  for (
    const until = Date.now() + START_MS;
    Date.now() < until;
    await setTimeout(LOOK_MS, undefined, { ref: false })
  ) {
    const answer = await fetch(`http://localhost:${port}/`).catch(() => undefined)
    if (answer?.ok) return "there"
  }
  return "late"
}
