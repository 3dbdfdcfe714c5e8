/**
 * `watchpost ship-explorer-logs`: runs on a customer's machine and sends what is new in its Veeam Explorer logs. Needs
 * neither configuration nor database, only the site's token.
 */
import { realpath } from "node:fs/promises"
import { hostname } from "node:os"
import { setTimeout as wait } from "node:timers/promises"
import { createHttpClient } from "../adapters/http/http-client.ts"
import { createLogDoor } from "../adapters/ingest/log-door.ts"
import { readShipToken } from "../config/read-secrets.ts"
import { countText } from "../lib/count-text.ts"
import { isLoopback } from "../lib/loopback.ts"
import { ConfigError } from "../model/errors.ts"
import { isMachineName } from "../model/explorer-log-name.ts"
import { createPostLog } from "../ship/run-post-log.ts"
import { createShipper, type News, type Shipper } from "../ship/run-ship.ts"
import type { Teller } from "./output.ts"
import { listenForStop } from "./until-stopped.ts"

export type ShipOptions = {
  readonly folder: string
  /** Where Watchpost is reached, without a path. */
  readonly to: string
  readonly once: boolean
  /** Between two looks. */
  readonly everySeconds: number
  readonly json: boolean
}

type Env = Readonly<Record<string, string | undefined>>
type Output = { readonly stdout: Teller; readonly stderr: Teller }

/** With `--once`, and for a server that is away for half a minute. */
const TRIES_ONCE = 6

/** Answers 0 when everything was sent or somebody stopped it, 1 when something wasn't. Throws a ConfigError for wrong options. */
export async function runShip(options: ShipOptions, io: Output, env: Env = process.env): Promise<number> {
  const token = readShipToken(env)
  const address = checkedAddress(options.to)
  const root = await realFolder(expandVariables(options.folder, env))
  const machine = hostname()
  if (!isMachineName(machine))
    throw new ConfigError(["This machine's name has characters that aren't taken."])
  const stop = listenForStop()
  const stopping = new AbortController()
  void stop.asked.then(() => stopping.abort())
  const { signal } = stopping
  const http = createHttpClient()
  const post = createPostLog({
    send: createLogDoor({ address, token, machine, http, signal }),
    tries: options.once ? TRIES_ONCE : Number.POSITIVE_INFINITY,
    pause: (ms) => wait(ms, undefined, { signal }),
  })
  try {
    const shipper = createShipper(root, post, (news) => tellNews(news, options.json, io))
    return options.once
      ? await shipOnce(shipper, options, io, signal)
      : await shipOn(shipper, { ...options, root, address }, io, signal)
  } catch (thrown) {
    if (signal.aborted) return 0
    throw thrown
  } finally {
    stop.release()
    await http.close()
  }
}

async function shipOnce(
  shipper: Shipper,
  { json }: ShipOptions,
  io: Output,
  signal: AbortSignal,
): Promise<number> {
  const { logs, news, problems } = await shipper.round(signal)
  tellProblems(problems, io)
  const bytes = news.reduce((sum, one) => sum + one.bytes, 0)
  io.stdout.write(
    json
      ? `${JSON.stringify({ logs, withNews: news.length, bytes, problems: problems.length })}\n`
      : `${countText(logs, "log")}: ${news.length} had news, ${countText(bytes, "byte")} were sent.\n`,
  )
  return problems.length === 0 ? 0 : 1
}

async function shipOn(
  shipper: Shipper,
  options: ShipOptions & { readonly root: string; readonly address: string },
  io: Output,
  signal: AbortSignal,
): Promise<number> {
  const { root, address, everySeconds, json } = options
  if (!json)
    io.stdout.write(`Sends new lines of the Explorer logs in ${root} to ${address}. Stop with Ctrl+C.\n`)
  let told: readonly string[] = []
  while (!signal.aborted) {
    const { problems } = await shipper.round(signal)
    const before = told
    // What goes on is said once, and again when it was better in between.
    tellProblems(
      problems.filter((problem) => !before.includes(problem)),
      io,
    )
    told = problems
    await wait(everySeconds * 1_000, undefined, { signal })
  }
  return 0
}

const tellNews = (news: News, json: boolean, { stdout }: Output): void =>
  void stdout.write(
    json ? `${JSON.stringify(news)}\n` : `${news.file}: ${countText(news.bytes, "new byte")}\n`,
  )

const tellProblems = (problems: readonly string[], { stderr }: Output): void => {
  for (const problem of problems) stderr.write(`${problem}\n`)
}

/** `%ProgramData%` as Windows writes it, also where no shell has replaced it. */
const expandVariables = (path: string, env: Env): string =>
  path.replaceAll(/%([^%]+)%/g, (whole, name: string) => {
    const found = Object.keys(env).find((key) => key.toLowerCase() === name.toLowerCase())
    return (found === undefined ? undefined : env[found]) ?? whole
  })

async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch {
    throw new ConfigError([
      `There is no folder ${path}. On Windows the logs usually lie in %ProgramData%\\Veeam\\Backup.`,
    ])
  }
}

/** A token never travels without encryption, and an address holds no password. */
function checkedAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))
  if (url === undefined || !isSafe || url.username !== "" || url.search !== "" || url.hash !== "")
    throw new ConfigError(["--to must be an address like https://watchpost.example."])
  return url.href.replace(/\/+$/, "")
}
