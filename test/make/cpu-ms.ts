/** What a piece of work costs this process, milliseconds of CPU time: a busy machine hardly lengthens it, unlike the clock's. */
export function cpuMs(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
