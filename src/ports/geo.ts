/** Country of an address, from an embedded database: no network call, and unknown stays unknown. */
export interface Geo {
  /** ISO 3166 alpha-2, or undefined for private, reserved, unreadable or unlisted addresses. */
  country(ip: string): string | undefined
}
