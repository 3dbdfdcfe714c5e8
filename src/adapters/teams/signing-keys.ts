/**
 * The keys with which the Bot Connector signs its tokens. The SDK would fetch them without a time limit, once for each
 * request that waits, and let nobody in while their server doesn't answer. So the book of keys is ours: one limited
 * fetch for all, and the keys of the last fetch stay good for some days while their server is away, also after a restart.
 */
import { JwtTokenExtractor } from "botframework-connector/lib/auth/jwtTokenExtractor.js"
import { OpenIdMetadata } from "botframework-connector/lib/auth/openIdMetadata.js"
import { z } from "zod"
import { DAY, MINUTE } from "../../lib/time-units.ts"
import { ContractError, coerceError, UpstreamError } from "../../model/errors.ts"
import type { Log } from "../../ports/log.ts"
import type { SigningKeyBook } from "../../ports/signing-key-book.ts"
import type { HttpClient } from "../http/http-client.ts"
import { parseJson } from "../http/json-body.ts"

/** For each of the two answers: a press has to be answered within 15 s. Source: Teams, "Invoke activities", time-out. */
export const KEYS_WITHIN_MS = 5_000
/** Microsoft's are some kilobytes. */
const MAX_BYTES = 1024 * 1024
/** New keys are published before they are used. Source: "Authentication with the Bot Connector API", step 3. */
const YOUNG_MS = DAY
/**
 * While their server is away, keys may be as old as Microsoft's own SDKs let them become. It also is the longest that a
 * key is good which Microsoft took back meanwhile. Source: "Authentication with the Bot Connector API", step 3.
 */
export const LAST_KNOWN_MS = 5 * DAY
/** Between two fetches, whatever asks for them: tokens with made-up key ids are no way to flood Microsoft. */
export const AGAIN_MS = 5 * MINUTE
/** Between two fetches while there is no key to go on with, and nobody is let in. */
export const AGAIN_WITHOUT_MS = 2_000

const Metadata = z.object({ jwks_uri: z.string() })
/** No key at all is a mistake of whoever answered: it takes none back. */
const Keys = z.object({ keys: z.array(z.looseObject({ kid: z.string() })).min(1) })

/** As `keep` writes them. */
const KeptKey = z.object({
  kid: z.string(),
  n: z.string(),
  e: z.string(),
  endorsements: z.array(z.string()).optional(),
})
const KeptKeys = z.object({ keys: z.array(KeptKey).min(1) })

export type KeySource = {
  readonly metadataUrl: string
  readonly http: HttpClient
  /** Milliseconds. */
  readonly withinMs: number
  /** What outlives the process; missing: nothing does. */
  readonly book?: SigningKeyBook | undefined
  /** Milliseconds UTC. */
  readonly now: () => number
  readonly log: Log
}

/** @NOTE The SDK has one book of keys for each address in a process; whoever looks into that one asks ours from now on. */
export function keepSigningKeys(source: KeySource): void {
  const { openIdMetadata: book } = new JwtTokenExtractor({}, source.metadataUrl, [])
  const keys = createKeys(source)
  Object.assign(book, {
    getKey: async (id: string) => {
      const held = await keys.forId(id)
      // Never due by the SDK's clock, so that it looks into what it is given and fetches nothing by itself.
      Object.assign(book, { keys: held, lastUpdated: Number.POSITIVE_INFINITY })
      return OpenIdMetadata.prototype.getKey.call(book, id)
    },
  })
}

type SigningKey = z.infer<typeof Keys>["keys"][number]
/** `wasKept`: by an earlier process; their server is asked first. */
type Fetched = { readonly keys: readonly SigningKey[]; readonly at: number; readonly wasKept?: true }
type Book = {
  /** By the last fetch that succeeded. */
  readonly last?: Fetched
  readonly triedAt?: number
  readonly isFailing: boolean
}

/**
 * Young: looked into. Old, of an earlier process, or without the id that is asked for: fetched first, at the pace of `AGAIN_MS`. When a fetch
 * failed, known ids are let in meanwhile, and the next tries hold nobody up. Too old, or none yet: nobody is let in, and
 * who knocks is a reason for a fetch at the pace of `AGAIN_WITHOUT_MS`. A fetch that succeeds ends all of that.
 */
function createKeys(source: KeySource) {
  const { now } = source
  let book: Book = { isFailing: false }
  let running: Promise<void> | undefined
  let loading: Promise<void> | undefined
  const load = async (): Promise<void> => {
    const last = await keptBefore(source)
    if (last !== undefined) book = { ...book, last }
  }
  const fetchAll = async (): Promise<void> => {
    const before = book
    const at = now()
    book = { ...before, triedAt: at }
    const last = await fetchKeys(source).then(
      (keys): Fetched => ({ keys, at }),
      (thrown: unknown) => tellFailing(source, goodIn(before, now()), coerceError(thrown).message),
    )
    if (last !== undefined && before.isFailing)
      source.log.info("the Bot Connector's signing keys are read again")
    book = last === undefined ? { ...book, isFailing: true } : { last, triedAt: at, isFailing: false }
    if (last !== undefined) await keep(source, last)
  }

  return {
    /** All that are good now; throws UpstreamError when there are none. */
    async forId(id: string): Promise<readonly SigningKey[]> {
      loading ??= load()
      await loading
      const step = nextStep(book, id, now())
      if (running === undefined && step.mayFetch)
        running = fetchAll().finally(() => {
          running = undefined
        })
      if (step.waits) await running
      const good = goodIn(book, now())
      if (good !== undefined) return good.keys
      throw new UpstreamError("ERR_UPSTREAM_UNAVAILABLE", "The Bot Connector's signing keys can't be read.")
    },
  }
}

function nextStep(
  book: Book,
  id: string,
  now: number,
): { readonly mayFetch: boolean; readonly waits: boolean } {
  const good = goodIn(book, now)
  const isKnown = good?.keys.some(({ kid }) => kid === id) ?? false
  const isDue = !isKnown || good?.wasKept === true || isOver(good?.at, YOUNG_MS, now)
  return {
    mayFetch: isDue && isOver(book.triedAt, good === undefined ? AGAIN_WITHOUT_MS : AGAIN_MS, now),
    waits: isDue && !(isKnown && book.isFailing),
  }
}

const goodIn = ({ last }: Book, now: number): Fetched | undefined =>
  isOver(last?.at, LAST_KNOWN_MS, now) ? undefined : last

/** A clock that was put back makes nothing young. */
const isOver = (since: number | undefined, ms: number, now: number): boolean =>
  since === undefined || now < since || now - since > ms

function tellFailing({ log, metadataUrl }: KeySource, last: Fetched | undefined, reason: string): undefined {
  const data = { address: metadataUrl, reason }
  if (last === undefined)
    log.warn(
      "the Bot Connector's signing keys can't be read: nobody in Teams is answered until this machine reaches their address",
      data,
    )
  else
    log.warn(
      "the Bot Connector's signing keys can't be read: the last ones are used for some days, let this machine reach their address by then",
      { ...data, until: new Date(last.at + LAST_KNOWN_MS).toISOString() },
    )
}

/**
 * The keys of the last process; undefined where there are none that can be used. Never throws: whatever stands in the row,
 * it is a reason to fetch, and never one to keep the door shut.
 */
async function keptBefore({ book, metadataUrl, now, log }: KeySource): Promise<Fetched | undefined> {
  try {
    const kept = await book?.kept(metadataUrl)
    if (kept === undefined) return undefined
    const { keys } = KeptKeys.parse({ keys: kept.keys })
    // From a time to come: a clock was wrong, or somebody wants them to live longer.
    if (kept.at > now()) throw new ContractError("The keys were fetched in the future.")
    return { keys, at: kept.at, wasKept: true }
  } catch {
    log.warn("the kept signing keys of the Bot Connector can't be used: they are fetched anew", {
      address: metadataUrl,
    })
    return undefined
  }
}

/** What is used of a key, and nothing else that the server may have sent. A disk that is full keeps nobody out. */
async function keep({ book, metadataUrl, log }: KeySource, { keys, at }: Fetched): Promise<void> {
  const used = keys.flatMap((key) => KeptKey.safeParse(key).data ?? [])
  if (used.length === 0) return
  try {
    await book?.keep(metadataUrl, { keys: used, at })
  } catch (thrown) {
    log.warn("the Bot Connector's signing keys can't be kept: a restart has to fetch them", {
      address: metadataUrl,
      reason: coerceError(thrown).message,
    })
  }
}

async function fetchKeys(source: KeySource): Promise<readonly SigningKey[]> {
  const { jwks_uri } = await read(source, source.metadataUrl, Metadata)
  const { keys } = await read(source, jwks_uri, Keys)
  return keys
}

async function read<T>({ http, withinMs }: KeySource, url: string, schema: z.ZodType<T>): Promise<T> {
  const answer = await http.send({ method: "GET", url, timeoutMs: withinMs, maxBytes: MAX_BYTES })
  const parsed = schema.safeParse(parseJson(answer.text()))
  if (answer.status === 200 && parsed.success) return parsed.data
  throw new ContractError(`The answer ${answer.status} holds no signing keys.`)
}
