/** All fixes stopped at once, by a person's word. Watching, cards and questions go on. */
export type Freeze = {
  /** A technician's name. */
  readonly by: string
  /** Milliseconds UTC. */
  readonly at: number
  readonly reason: string
}

/** What every press is told meanwhile. */
export const frozenSentence = ({ by, reason }: Freeze): string =>
  `All fixes are frozen by ${by}${reason === "" ? "" : ` (${reason})`}. An operator allows them again with “unfreeze”.`
