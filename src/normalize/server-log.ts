/**
 * A backup server's own log → which restore sessions its REST service opened, and which organizations its service let in.
 * Neither names a person. Source: Ben Young, "Veeam Backup for Microsoft 365 restore auditing" (service, version 5);
 * VeeamHub/vbo365-rest-self-service, issue 27 (REST service, version 4).
 */

import { isGuid } from "../lib/guid.ts"
import { sha256Hex } from "../lib/sha256.ts"
import { MINUTE } from "../lib/time-units.ts"
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
const PEER_MS = MINUTE
const MOST_PEERS = 10
/** Whoever can write a log must not keep us busy with it. */
const MOST_MATCHES = 20_000

/** `path`: below the folder that is sent. `text`: all of the file that has arrived. */
export function parseServerLog(path: string, text: string, source: ServerLogSource): ParsedServerLog {
  const { lines, all } = readLogLines(text)
  const clock = clockOf(path, lines, source.timeZone)
  if ("problem" in clock) return clock
  const matches = matchesIn(lines, clock.timeOf, source.sessionLine ?? SESSION_LINE)
  const { server } = source
  const entries = [...openedIn(matches), ...letInBy(matches)].map(
    (entry): ServerLogEntry => ({
      kind: "server-log",
      id: idOf(server, path, entry),
      server,
      ...entry,
    }),
  )
  return { entries, lines: all, notUnderstood: all - lines.length }
}

type Entry = Omit<ServerLogEntry, "id" | "kind" | "server">

/** One line that says something, and which of the four things. */
type Match = {
  readonly at: number
  readonly thread: string
  readonly account: string | undefined
  readonly session: string | undefined
  readonly organization: string | undefined
  readonly peer: string | undefined
}

function matchesIn(
  lines: readonly LogLine[],
  timeOf: (line: LogLine) => number,
  sessionLine: string,
): readonly Match[] {
  const matches: Match[] = []
  for (const line of lines) {
    const { message, thread } = line
    const account = ACCOUNT.exec(message)?.[1]
    const session = sessionIn(message, sessionLine)?.toLowerCase()
    const organization = ORGANIZATION.exec(message)?.[1]?.toLowerCase()
    const peer = PEER.exec(message)?.[1]
    if (account ?? session ?? organization ?? peer)
      matches.push({ at: timeOf(line), thread, account, session, organization, peer })
    if (matches.length >= MOST_MATCHES) break
  }
  return matches
}

function openedIn(matches: readonly Match[]): readonly Entry[] {
  const connected = new Map<string, { readonly account: string; readonly at: number }>()
  return matches.flatMap(({ at, thread, account, session }): readonly Entry[] => {
    if (account !== undefined) connected.set(thread, { account, at })
    if (session === undefined) return []
    const last = connected.get(thread)
    const isSame = last !== undefined && at - last.at <= OPERATION_MS
    return [{ at, session, ...(isSame ? { account: last.account } : {}) }]
  })
}

/** One operation looks several times; what is said again within seconds tells the same. */
function letInBy(matches: readonly Match[]): readonly Entry[] {
  const peers = Map.groupBy(
    matches.filter(({ peer }) => peer !== undefined),
    ({ at }) => at,
  )
  const toldAt = new Map<string, number>()
  return matches.flatMap(({ at, organization }): readonly Entry[] => {
    if (organization === undefined) return []
    if (at - (toldAt.get(organization) ?? Number.NEGATIVE_INFINITY) <= OPERATION_MS) return []
    toldAt.set(organization, at)
    return [{ at, organization, peers: peersAfter(at, peers) }]
  })
}

/** Lines have whole seconds. */
function peersAfter(from: number, peers: ReadonlyMap<number, readonly Match[]>): readonly string[] {
  const found = new Set<string>()
  for (let at = from; at <= from + PEER_MS; at += 1000)
    for (const { peer } of peers.get(at) ?? []) {
      if (peer !== undefined) found.add(peer)
      if (found.size >= MOST_PEERS) return [...found]
    }
  return [...found]
}

/** Whatever stands where `{id}` does, if it is an id and the rest is the template's own text. */
function sessionIn(message: string, template: string): string | undefined {
  const [before = "", after = ""] = template.split("{id}")
  const id = message.slice(before.length, message.length - after.length)
  return message === `${before}${id}${after}` && isGuid(id) ? id : undefined
}

const idOf = (server: string, path: string, { at, session, organization }: Entry): string =>
  `server-log:${sha256Hex(JSON.stringify([server, path, at, session ?? "", organization ?? ""]))}`
