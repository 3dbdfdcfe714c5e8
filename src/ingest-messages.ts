/** What the bot's thread and the ingest worker say to each other. No parsed record ever travels back. */

import type { AuditRecord } from "./model/audit-record.ts"
import {
  AppError,
  ConfigError,
  ContentError,
  ContractError,
  coerceError,
  type ErrorCode,
  IntegrityError,
} from "./model/errors.ts"
import type { JsonObject } from "./model/json.ts"
import type { Tenant } from "./model/tenant.ts"
import type { Log } from "./ports/log.ts"
import type { RawBatch } from "./source/run-ingest.ts"

export type Work = {
  readonly id: number
  readonly batch: RawBatch
  /** What is known of the batch's tenant, and the time, milliseconds UTC, when it was handed over. */
  readonly tenant: Tenant
  readonly now: number
} & ({ readonly bytes: ArrayBuffer } | { readonly records: readonly AuditRecord[] })

export type ToWorker = Work | "close"

export type FromWorker =
  | { readonly kind: "ready" }
  /** `owed`: cards are owed since. */
  | { readonly kind: "done"; readonly id: number; readonly owed: boolean }
  | { readonly kind: "failed"; readonly id: number; readonly error: PackedError }
  /** It could not start, and ends. */
  | { readonly kind: "unfit"; readonly error: PackedError }
  | {
      readonly kind: "log"
      readonly level: keyof Log
      readonly message: string
      readonly data?: JsonObject
    }

/** An error as it can cross threads: class, code and advice survive, a cause doesn't. */
export type PackedError = {
  readonly message: string
  readonly stack?: string
} & (
  | {
      readonly type: "content"
      readonly kind: ContentError["kind"]
      readonly content?: ContentError["content"]
    }
  | { readonly type: "config"; readonly problems: readonly string[] }
  | { readonly type: "contract" | "integrity" | "unknown" }
  | { readonly type: "app"; readonly code: ErrorCode }
)

export function packError(thrown: unknown): PackedError {
  const error = coerceError(thrown)
  const { message, stack } = error
  const base = { message, ...(stack === undefined ? {} : { stack }) }
  if (error instanceof ContentError) {
    const { kind, content } = error
    return { ...base, type: "content", kind, ...(content === undefined ? {} : { content }) }
  }
  if (error instanceof ConfigError) return { ...base, type: "config", problems: error.problems }
  if (error instanceof ContractError) return { ...base, type: "contract" }
  if (error instanceof IntegrityError) return { ...base, type: "integrity" }
  if (error instanceof AppError) return { ...base, type: "app", code: error.code }
  return { ...base, type: "unknown" }
}

export function unpackError(packed: PackedError): Error {
  const error = made(packed)
  if (packed.stack !== undefined) error.stack = packed.stack
  return error
}

/** The message of an error of ours is its advice. */
function made(packed: PackedError): Error {
  const { message } = packed
  switch (packed.type) {
    case "content":
      return new ContentError(
        packed.kind,
        message,
        packed.content === undefined ? {} : { content: packed.content },
      )
    case "config":
      return new ConfigError(packed.problems)
    case "contract":
      return new ContractError(message)
    case "integrity":
      return new IntegrityError(message)
    case "app":
      return new AppError(packed.code, message)
    case "unknown":
      return new Error(message)
  }
}
