/** Hosts that never leave this machine. */

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** `hostname` as `URL` writes it: IPv6 in brackets. */
export const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname)
