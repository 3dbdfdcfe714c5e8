/** How long our own certificates and secrets last is looked at once an hour. */
import { ourselves } from "../config/ourselves.ts"
import type { Ground } from "../ground.ts"
import { CREDENTIALS_LOOK_MS, createCredentialWatch } from "../onboard/run-check-credentials.ts"
import { every } from "./every.ts"

export function watchCredentials(
  { config, store, credentials, log, now }: Ground,
  wakeOutbox: () => void,
  signal: AbortSignal,
): Promise<void> {
  const { records, incidents } = store
  const round = createCredentialWatch({
    ...{ records, incidents, book: credentials, us: ourselves(config), triage: config.triageChannel },
    ...{ wakeOutbox, now, log },
  })
  return every(CREDENTIALS_LOOK_MS, round, { signal, log, name: "our own credentials" })
}
