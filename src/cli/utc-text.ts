/** Instants (milliseconds UTC) at the command line: in UTC, whole for programs and to the minute in tables. */

export const iso = (at: number): string => new Date(at).toISOString()

/** `2026-11-21 14:05` */
export const minute = (at: number): string => iso(at).slice(0, 16).replace("T", " ")
