/**
 * A backup server's own log → which restore sessions its REST service opened, and which organizations its service let in.
 * Neither names a person. Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing" (service, version 5);
 * VeeamHub/vbo365-rest-self-service, issue 27 (REST service, version 4).
 */
import { sha256Hex } from "../lib/sha256.ts"
import type { ServerLogEntry } from "../model/restore-evidence.ts"
import { clockOf, type LogLine, readLogLines } from "./veeam-log-lines.ts"

export type ServerLogSource = {
  /** The backup server's name in the configuration. */
  readonly server: string
  /** IANA name: the server's own, for logs whose header doesn't tell it. */
  readonly timeZone?: string
  /** What its REST service writes when it has opened a session, with `{id}` for the session's id. */
  readonly sessionLine?: string
}

export type ParsedServerLog =
  | {
      readonly entries: readonly ServerLogEntry[]
      readonly lines: number
      readonly notUnderstood: number
    }
  /** One plain sentence: what is missing so far. */
  | { readonly problem: string }

/** Versions from 5 on may write another one: nobody has published it. */
const SESSION_LINE = "Restore session created (ID: {id})"
const ACCOUNT =
  /^Connecting to Veeam Backup .* using Windows authentication: .*, user name: ([^()]+)\)\.\.\.$/
const ORGANIZATION = /^Found initial domain: (\S+)$/
const PEER = /^Checking identity of the request from (\S+:\d+)\.\.\.$/

/** The lines of one operation on one thread. */
const OPERATION_MS = 5_000
/** An Explorer that was let in asks for data within the minute; a real one did after 48 seconds. */
const PEER_MS = 60_000
const MOST_PEERS = 10
/** Whoever can write a log must not keep us busy with it. */
const MOST_MATCHES = 20_000

/** `path`: below the folder that is sent. `text`: all of the file that has arrived. */
export function parseServerLog(path: string, text: string, source: ServerLogSource): ParsedServerLog {
  const { lines, all } = readLogLines(text)
  const clock = clockOf(path, lines, source.timeZone)
  if ("problem" in clock) return clock
  return {
    entries: entriesOf(lines, clock.timeOf, source).map((entry) => ({ ...entry, id: idOf(path, entry) })),
    lines: all,
    notUnderstood: all - lines.length,
  }
}

type Entry = Omit<ServerLogEntry, "id">
type Seen = { readonly value: string; readonly at: number }

function entriesOf(
  lines: readonly LogLine[],
  timeOf: (line: LogLine) => number,
  { server, sessionLine = SESSION_LINE }: ServerLogSource,
): readonly Entry[] {
  const connected = new Map<string, Seen>()
  const peers = new Map<number, Set<string>>()
  const opened: Entry[] = []
  const letIn: Seen[] = []
  for (const { line, account, session, organization, peer } of matchesIn(lines, sessionLine)) {
    const at = timeOf(line)
    if (account !== undefined) connected.set(line.thread, { value: account, at })
    if (organization !== undefined) letIn.push({ value: organization, at })
    if (peer !== undefined) peers.set(at, (peers.get(at) ?? new Set()).add(peer))
    if (session === undefined) continue
    const last = connected.get(line.thread)
    const by = last !== undefined && at - last.at <= OPERATION_MS ? { account: last.value } : {}
    opened.push({ kind: "server-log", server, at, session: session.toLowerCase(), ...by })
  }
  const organizations = letIn.map(({ value, at }): Entry => {
    // Lines have whole seconds.
    const seconds = Array.from({ length: PEER_MS / 1000 + 1 }, (_, second) => at + second * 1000)
    const near = new Set(seconds.flatMap((one) => [...(peers.get(one) ?? [])]))
    const names = [...near].slice(0, MOST_PEERS)
    return { kind: "server-log", server, at, organization: value.toLowerCase(), peers: names }
  })
  return [...opened, ...organizations]
}

type Match = {
  readonly line: LogLine
  readonly account: string | undefined
  readonly session: string | undefined
  readonly organization: string | undefined
  readonly peer: string | undefined
}

function matchesIn(lines: readonly LogLine[], sessionLine: string): readonly Match[] {
  const matches: Match[] = []
  for (const line of lines) {
    const { message } = line
    const account = ACCOUNT.exec(message)?.[1]
    const session = sessionIn(message, sessionLine)
    const organization = ORGANIZATION.exec(message)?.[1]
    const peer = PEER.exec(message)?.[1]
    if (account ?? session ?? organization ?? peer)
      matches.push({ line, account, session, organization, peer })
    if (matches.length >= MOST_MATCHES) break
  }
  return matches
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whatever stands where `{id}` does, if it is an id and the rest is the template's own text. */
function sessionIn(message: string, template: string): string | undefined {
  const [before = "", after = ""] = template.split("{id}")
  const id = message.slice(before.length, message.length - after.length)
  return message === `${before}${id}${after}` && GUID.test(id) ? id : undefined
}

const idOf = (path: string, { server, at, session, organization }: Entry): string =>
  `server-log:${sha256Hex(JSON.stringify([server, path, at, session ?? "", organization ?? ""]))}`
