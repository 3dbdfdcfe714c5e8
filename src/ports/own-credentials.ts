/** The credentials with which this process signs in. */
import type { CredentialEnd } from "../model/own-credential.ts"

export interface OwnCredential extends Pick<CredentialEnd, "app" | "kind" | "end"> {
  /**
   * When it ends, as its app's registration says, milliseconds UTC. Missing where nobody has to be asked. Throws an AppError:
   * UpstreamError when it may be asked again, any other when a person must act first.
   */
  readonly ask?: (signal: AbortSignal) => Promise<number>
}
