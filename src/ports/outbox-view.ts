/** What is owed and isn't in Teams yet, for people who ask. Held cards aren't late: they wait for the morning. */
export type Waiting = {
  /** A channel's conversation id, somebody's object id, or `webhook`. */
  readonly place: string
  /** Cards and messages of our own. */
  readonly count: number
  /** How often the one was tried that was tried most; 0: nothing has failed. */
  readonly attempts: number
  /** Why the last try of it failed. */
  readonly problem?: string
  /** When the next try is due, milliseconds UTC; 0: at once. */
  readonly nextAttemptAt: number
}

export interface OutboxView {
  /** Most tried first. */
  waiting(): Promise<readonly Waiting[]>
}
