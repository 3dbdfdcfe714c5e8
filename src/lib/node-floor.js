/**
 * Refuses to run on a Node that is too old, in one plain sentence.
 * Plain JavaScript, and imported before anything else: an older Node can't read the TypeScript sources.
 */
const FLOOR = { major: 22, minor: 18 }

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < FLOOR.major || (major === FLOOR.major && minor < FLOOR.minor)) {
  process.stderr.write(
    `Watchpost needs Node ${FLOOR.major}.${FLOOR.minor} or newer, and this is ${process.versions.node}: start it with npm (npm run demo), which brings its own, or install a newer Node.\n`,
  )
  process.exit(1)
}
