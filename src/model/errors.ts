/**
 * Every error the product throws on purpose. The class says who must act; the code is stable;
 * `advice` is one sentence fit for Teams: no secret, no stack, no raw API text. It is the error's message, too.
 */

export const ERROR_CODES = [
  "ERR_CONFIG_INVALID",
  "ERR_TENANT_NO_CONSENT",
  "ERR_TENANT_AUDIT_OFF",
  "ERR_TENANT_REFUSED",
  "ERR_TENANT_GONE",
  "ERR_UPSTREAM_THROTTLED",
  "ERR_UPSTREAM_UNAVAILABLE",
  "ERR_CONTRACT_UNEXPECTED",
  "ERR_DELIVERY_REFUSED",
  "ERR_DENIED",
  "ERR_STALE",
  "ERR_REMEDIATION_FAILED",
  "ERR_INTEGRITY_TRAIL",
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

export class AppError extends Error {
  override name = "AppError"
  readonly code: ErrorCode
  readonly advice: string
  /** True when the same call may succeed later without anybody doing anything. */
  readonly retry: boolean = false

  constructor(code: ErrorCode, advice: string, options?: { cause?: unknown }) {
    super(advice, options)
    this.code = code
    this.advice = advice
  }
}

/** The operator must act; the process does not start. `problems` holds every mistake found. */
export class ConfigError extends AppError {
  override name = "ConfigError"
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super("ERR_CONFIG_INVALID", problems.join("\n"))
    this.problems = problems
  }
}

/** The customer's administrator must act; this tenant waits, others go on. */
export class TenantError extends AppError {
  override name = "TenantError"
}

/** Nobody must act; wait and try again. */
export class UpstreamError extends AppError {
  override name = "UpstreamError"
  override readonly retry = true
  readonly retryAfterMs?: number
  constructor(
    code: "ERR_UPSTREAM_THROTTLED" | "ERR_UPSTREAM_UNAVAILABLE",
    advice: string,
    options?: { retryAfterMs?: number; cause?: unknown },
  ) {
    super(code, advice, options)
    if (options?.retryAfterMs !== undefined) this.retryAfterMs = options.retryAfterMs
  }
}

/** A developer must act: the other side said something we don't understand. */
export class ContractError extends AppError {
  override name = "ContractError"
  constructor(advice: string, options?: { cause?: unknown }) {
    super("ERR_CONTRACT_UNEXPECTED", advice, options)
  }
}

/** Bytes that aren't kept, told apart. */
export type ContentPrint = { readonly sha256: string; readonly size: number }

/**
 * One content blob can't be had as it is; what follows depends on `kind` alone.
 * - `gone`: the service says that it doesn't exist
 * - `expired`: it was available too long ago
 * - `unreadable`: the complete answer is not a list of records
 * - `too-large`: it is larger than we take in
 */
export class ContentError extends ContractError {
  override name = "ContentError"
  readonly kind: "gone" | "expired" | "unreadable" | "too-large"
  /** What the bytes were, where they were had. */
  readonly content?: ContentPrint
  constructor(
    kind: ContentError["kind"],
    advice: string,
    options?: { cause?: unknown; content?: ContentPrint },
  ) {
    super(advice, options)
    this.kind = kind
    if (options?.content !== undefined) this.content = options.content
  }
}

/** The feed offers nothing because its subscription is missing or was disabled; it must be started (again). */
export class SubscriptionError extends UpstreamError {
  override name = "SubscriptionError"
  constructor(advice: string) {
    super("ERR_UPSTREAM_UNAVAILABLE", advice)
  }
}

/**
 * A person must act before this can be delivered. `lostChannel`: nothing at all reaches this channel. `goneMessage`: the
 * message that was to be edited is not there any more.
 */
export class DeliveryError extends AppError {
  override name = "DeliveryError"
  readonly lostChannel: boolean
  readonly goneMessage: boolean
  constructor(
    code: "ERR_DELIVERY_REFUSED",
    advice: string,
    options?: { cause?: unknown; lostChannel?: boolean; goneMessage?: boolean },
  ) {
    super(code, advice, options)
    this.lostChannel = options?.lostChannel ?? false
    this.goneMessage = options?.goneMessage ?? false
  }
}

/** Not allowed. The advice is said in chat, and the refusal is in the trail. */
export class DeniedError extends AppError {
  override name = "DeniedError"
  constructor(advice: string) {
    super("ERR_DENIED", advice)
  }
}

/** The card is older than the truth; it is refreshed and nothing is done. */
export class StaleError extends AppError {
  override name = "StaleError"
  constructor(advice: string) {
    super("ERR_STALE", advice)
  }
}

export class RemediationError extends AppError {
  override name = "RemediationError"
  constructor(advice: string, options?: { cause?: unknown }) {
    super("ERR_REMEDIATION_FAILED", advice, options)
  }
}

/** Fixes stop, polling goes on, loudly. */
export class IntegrityError extends AppError {
  override name = "IntegrityError"
  constructor(advice: string) {
    super("ERR_INTEGRITY_TRAIL", advice)
  }
}

/** Anything thrown, as an error; for catch clauses. */
export const coerceError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))

/**
 * Exchange answered that the cmdlet failed. `missing`: the object isn't there, which for a removal may mean "already done".
 * `partly`: some of its work may be done all the same.
 */
export class CmdletError extends RemediationError {
  override name = "CmdletError"
  readonly missing: boolean
  readonly partly: boolean
  constructor(advice: string, options: { missing: boolean; partly?: boolean; cause?: unknown }) {
    super(advice, options)
    this.missing = options.missing
    this.partly = options.partly ?? false
  }
}

/** What `read` answers; undefined where it is damaged, which the store tells of. Other errors stay errors. */
export async function unlessDamaged<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (thrown) {
    if (thrown instanceof ContractError) return undefined
    throw thrown
  }
}
