/** An answer before it is drawn: plain text in a fixed shape, no markup. */

export type Answer = {
  readonly title: string
  readonly lines: readonly string[]
  readonly table?: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  /** How complete the data behind the answer is. Empty only where no data is behind it. */
  readonly coverage: readonly string[]
}
