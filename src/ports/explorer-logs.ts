/** The bytes of Explorer logs as they arrived, verbatim. What became another file under its name is kept as an older copy. */
import type { TenantId } from "../model/ids.ts"

/** Which file: the site that sends it, the machine's name, and the file's path below the folder that is sent. */
export type LogName = {
  readonly site: string
  readonly tenantId: TenantId
  readonly machine: string
  readonly file: string
}

export type LogCopy = LogName & {
  readonly id: number
  /** 1 for the first that came under this name. */
  readonly copy: number
  /** Bytes. */
  readonly size: number
  /** Of all its bytes, hex: whether a sender has the same is answered without reading them. */
  readonly sha256: string
}

/** What reading a copy came to. */
export type LogReading = {
  readonly lines: number
  readonly notUnderstood: number
  /** One plain sentence: why there is no evidence in it (yet). */
  readonly problem?: string
}

/** How much of a site's logs is there, all copies together. */
export type LogTotal = { readonly files: number; readonly bytes: number }

/** What reading a site's logs came to. */
export type LogSummary = {
  readonly logs: number
  /** Logs that prove nothing (yet). */
  readonly withProblem: number
  readonly lines: number
  readonly notUnderstood: number
  /** Of the one that arrived last among these. */
  readonly example?: { readonly machine: string; readonly file: string; readonly problem: string }
}

/** `sha256` (hex): of all that the copy then has. */
export type Added = { readonly bytes: Uint8Array; readonly sha256: string }

export type OfferedBytes = {
  /** Where `bytes` stand in the file. */
  readonly offset: number
  /** SHA-256 (hex) of all bytes of the file before them. */
  readonly before: string
  readonly bytes: Uint8Array
}

export type TakenBytes =
  /** Everything before `offset` is here; `changed`: the file is another one than what came before under its name. */
  | { readonly kind: "taken"; readonly offset: number; readonly added: number; readonly changed: boolean }
  /** Nothing was stored: send from `offset` on. */
  | { readonly kind: "elsewhere"; readonly offset: number }
  | { readonly kind: "refused"; readonly because: "changed-too-often" | "site-full" }

export interface ExplorerLogs {
  /** The newest copy; undefined when nothing of this file has come. */
  newest(name: LogName): Promise<LogCopy | undefined>
  /** All that a copy has. */
  bytes(id: number): Promise<Uint8Array>
  /** Adds behind byte `copy.size`. False when it isn't the end any more; nothing is stored then. */
  append(copy: LogCopy, added: Added, now: number): Promise<boolean>
  /** Begins copy number `copy`. False when there is one already; nothing is stored then. */
  begin(name: LogName, copy: number, added: Added, now: number): Promise<boolean>
  total(site: string): Promise<LogTotal>
  /** Copies that have grown since they were read, then those that an older reader than this one (1 or more) has read. */
  unread(reader: number, limit: number): Promise<readonly LogCopy[]>
  /** What was read of a copy while it had `copy.size` bytes. */
  saveReading(copy: LogCopy, reader: number, reading: LogReading): Promise<void>
  summary(site: string): Promise<LogSummary>
  /** Drops what hasn't grown since `before` (milliseconds UTC), up to `limit` copies; answers how many there were. */
  forget(before: number, limit: number): Promise<number>
}
