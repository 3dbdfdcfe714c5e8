/** The public keys with which Teams' messages are signed, as they were fetched last: after a restart they are at hand. */

export type KeptKeys = {
  /** Nobody has looked into them yet. */
  readonly keys: unknown
  /** When they were fetched, milliseconds UTC. */
  readonly at: number
}

export interface SigningKeyBook {
  /** Of that address; undefined when none are kept. Throws a ContractError for a damaged row. */
  kept(address: string): Promise<KeptKeys | undefined>
  /** One transaction; replaces what was kept of that address. `keys` as JSON has them. */
  keep(address: string, kept: KeptKeys): Promise<void>
}
