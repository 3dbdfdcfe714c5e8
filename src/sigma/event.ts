/** What a rule looks at. The engine knows nothing of where the fields come from. */
export type SigmaEvent = {
  /** The value of a field; `undefined` when the event doesn't have it. Arrays match when any element does. */
  field(name: string): unknown
  /** Every text in the event, for keyword searches. */
  texts(): Iterable<string>
}
