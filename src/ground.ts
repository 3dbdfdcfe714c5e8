/** What every part of the running product stands on; built once by `app.ts`. */
import type { Config, CustomerConfig } from "./config/config.ts"
import type { Outside } from "./connect-outside.ts"
import type { CredentialBook } from "./onboard/run-check-credentials.ts"
import type { TenantBook } from "./onboard/tenant-book.ts"
import type { Log } from "./ports/log.ts"
import type { Store } from "./ports/store.ts"
import type { Pickups } from "./respond/pickups.ts"
import type { Safeguard } from "./respond/run-safeguard.ts"

export type Ground = {
  readonly config: Config
  readonly store: Store
  readonly outside: Outside
  readonly book: TenantBook<CustomerConfig>
  readonly safeguard: Safeguard
  readonly pickups: Pickups
  /** When what our own apps sign in with ends. */
  readonly credentials: CredentialBook
  readonly log: Log
  readonly now: () => number
}
