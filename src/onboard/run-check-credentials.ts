/**
 * When does what our own apps sign in with end? A certificate says it itself; of a client secret its app's registration is
 * asked once a day, and after an hour when it couldn't be. What was learned is kept in memory: a restart asks again.
 */
import { isPause } from "../lib/pause.ts"
import { DAY, HOUR } from "../lib/time-units.ts"
import { AppError } from "../model/errors.ts"
import type { CredentialEnd, OwnApp } from "../model/own-credential.ts"
import type { IncidentStore } from "../ports/incident-store.ts"
import type { Log } from "../ports/log.ts"
import type { OwnCredential } from "../ports/own-credentials.ts"
import type { Ourselves } from "./own-alert.ts"
import {
  CREDENTIAL_SUBJECT,
  type CredentialLook,
  changeCredential,
  closeRetired,
  credentialAlert,
  credentialSubject,
  endText,
  isEnding,
} from "./own-credentials.ts"
import { changeOwn, closedByPeople, type OwnIncidentDeps, openOwn } from "./run-watch-tenants.ts"

const AGAIN_MS = HOUR
/** How often is looked how many days are left, milliseconds. */
export const CREDENTIALS_LOOK_MS = HOUR

export type CredentialBook = {
  /** What is known of each, without asking anybody. */
  known(): readonly CredentialEnd[]
  /** Asks for those whose turn it is. Never throws but the signal's reason: who can't be asked isn't known. */
  refresh(signal: AbortSignal): Promise<void>
}

type Asked = { readonly at?: number; readonly problem?: string; readonly dueAt: number }

export function createCredentialBook(
  credentials: readonly OwnCredential[],
  now: () => number,
): CredentialBook {
  const asked = new Map<OwnApp, Asked>()
  const askOne = async ({ app, ask }: OwnCredential, signal: AbortSignal): Promise<void> => {
    const before = asked.get(app)
    if (ask === undefined || isPause(before?.dueAt ?? 0, now(), DAY)) return
    try {
      asked.set(app, { at: await ask(signal), dueAt: now() + DAY })
    } catch (thrown) {
      signal.throwIfAborted()
      if (!(thrown instanceof AppError)) throw thrown
      asked.set(app, { ...before, problem: thrown.advice, dueAt: now() + AGAIN_MS })
    }
  }
  const knownOf = ({ app, kind, end }: OwnCredential): CredentialEnd => {
    const { at, problem } = asked.get(app) ?? {}
    if (at !== undefined) return { app, kind, end: { at, source: "registration" } }
    if (end !== undefined) return { app, kind, end }
    return { app, kind, ...(problem === undefined ? {} : { problem }) }
  }
  return {
    known: () => credentials.map(knownOf),
    refresh: async (signal) => {
      for (const one of credentials) await askOne(one, signal)
    },
  }
}

export type CredentialDeps = OwnIncidentDeps & {
  readonly incidents: Pick<IncidentStore, "openAbout" | "openBeginning" | "change" | "list">
  readonly book: CredentialBook
  /** Whose incident it is. */
  readonly us: Ourselves
}

/** A round asks, tells, and closes what is over. */
export function createCredentialWatch(deps: CredentialDeps): (signal: AbortSignal) => Promise<void> {
  const logged = new Set<string>()
  return async (signal) => {
    await deps.book.refresh(signal)
    const known = deps.book.known()
    logEnding(known, logged, deps)
    for (const { app, kind, end } of known)
      if (end !== undefined) await tell({ app, kind, end, us: deps.us, now: deps.now() }, deps)
    await closeOthers(known, deps)
  }
}

/** Once after each start as well: when the bot's own credential has ended, the log alone can tell. */
function logEnding(
  known: readonly CredentialEnd[],
  logged: Set<string>,
  { log, now }: { readonly log: Log; readonly now: () => number },
): void {
  for (const one of known.filter((each) => isEnding(each, now()))) {
    const when = one.end === undefined ? "" : endText(one.end.at, now())
    const key = `${one.app} ${when}`
    if (!logged.has(key)) log.warn("what one of our own apps signs in with ends soon", { app: one.app, when })
    logged.add(key)
  }
}

async function tell(look: CredentialLook, deps: CredentialDeps): Promise<void> {
  const { us, app } = look
  const own = await deps.incidents.openAbout(us.id, credentialSubject(app))
  for (const incident of own)
    await changeOwn(incident, (now) => changeCredential(now, look, deps.triage), deps)
  if (own.length > 0) return
  const alert = credentialAlert(look, await closedByPeople(us.id, deps))
  if (alert !== undefined) await openOwn(alert, "one of our own credentials ends soon", deps)
}

async function closeOthers(known: readonly CredentialEnd[], deps: CredentialDeps): Promise<void> {
  const subjects = known.map(({ app }) => credentialSubject(app))
  for (const incident of await deps.incidents.openBeginning([CREDENTIAL_SUBJECT]))
    if (!subjects.includes(incident.subject))
      await changeOwn(incident, (now) => closeRetired(now, deps.now()), deps)
}
