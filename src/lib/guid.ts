/** How Microsoft writes the ids of tenants, accounts, apps and records. */

const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** `8a1c5d3e-2f4b-4c6d-9e8f-0a1b2c3d4e5f`, whatever its case. */
export const isGuid = (text: string): boolean => GUID.test(text)
