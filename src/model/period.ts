/** A time that is asked about, covered or missing: [from, to), milliseconds UTC. */
export type Period = { readonly from: number; readonly to: number }
