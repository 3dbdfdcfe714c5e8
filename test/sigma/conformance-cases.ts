/** Cases on which Sigma engines are compared: a detection, events that it must match and events that it must not. */

type Event = Readonly<Record<string, unknown>>
export type ConformanceCase = {
  readonly name: string
  readonly detection: string
  readonly hits: readonly Event[]
  readonly misses: readonly Event[]
}

const TOOLS = `  tools:
    Path:
      - '*\\copytool.exe'
      - '*\\dnstool.exe'
    Parent:
      - '*\\shell.exe'
      - '*\\script.exe'
`
const HIDDEN = `  hidden:
    Line: "+h +s *.tmp"
`
const copy: Event = { Path: "D:\\bin\\copytool.exe", Parent: "D:\\bin\\script.exe", Line: "-v" }
const hiding: Event = { ...copy, Line: "+h +s x.tmp" }
const orphan: Event = { Path: "D:\\bin\\copytool.exe", Line: "+h +s x.tmp" }

export const CONFORMANCE_CASES: readonly ConformanceCase[] = [
  {
    name: "and not",
    detection: `${TOOLS}${HIDDEN}  condition: tools and not hidden`,
    hits: [copy, { ...copy, Line: undefined }],
    misses: [hiding, orphan],
  },
  {
    name: "parentheses around and",
    detection: `  path:
    Path: ['*\\copytool.exe']
  parent:
    Parent: ['*\\script.exe']
${HIDDEN}  condition: (path and parent) and not hidden`,
    hits: [copy],
    misses: [hiding, orphan],
  },
  {
    name: "parentheses around or",
    detection: `  path:
    Path: ['*\\copytool.exe']
  parent:
    Parent: ['*\\script.exe']
${HIDDEN}  condition: (path or parent) and not hidden`,
    hits: [copy, { Parent: "D:\\script.exe" }],
    misses: [hiding],
  },
  {
    name: "all of a pattern",
    detection: `  pick_path:
    Path: ['*\\copytool.exe']
  pick_parent:
    Parent: ['*\\script.exe']
${HIDDEN}  condition: all of pick_* and not hidden`,
    hits: [copy],
    misses: [hiding, orphan],
  },
  {
    name: "one of a pattern",
    detection: `  pick_path:
    Path: ['*\\copytool.exe']
  pick_parent:
    Parent: ['*\\script.exe']
${HIDDEN}  condition: 1 of pick_* and not hidden`,
    hits: [copy, { Path: "D:\\copytool.exe" }],
    misses: [hiding],
  },
  {
    name: "all of them",
    detection: `  path:
    Path: ['*\\copytool.exe']
  parent:
    Parent: ['*\\script.exe']
  condition: all of them`,
    hits: [copy],
    misses: [{ ...copy, Parent: "D:\\script\\x.exe" }],
  },
  {
    name: "one of them",
    detection: `  path:
    Path: ['*\\copytool.exe']
  parent:
    Parent: ['*\\script.exe']
  condition: 1 of them`,
    hits: [copy, orphan],
    misses: [{ Path: "D:\\copitool.exe", Parent: "/usr/bin/fmt" }, { Path: "D:\\copitool.exe" }],
  },
  {
    name: "list of maps with expressions",
    detection: `  pipes:
    - Pipe|re: '\\\\\\\\Queue[0-9a-f]{2}'
    - Other|re: '\\\\\\\\Line[0-9a-f]*End'
  condition: pipes`,
    hits: [{ Pipe: "\\\\Queue7f", Other: "nothing" }, { Other: "\\\\Line0afEnd" }],
    misses: [{ Pipe: "\\\\QueueZZ", Other: "\\\\Line01zzEnd" }],
  },
  {
    name: "startswith and endswith on one field",
    detection: `  first:
    - Name|startswith: 'Begin'
  last:
    - Name|endswith: 'End'
  condition: first and last`,
    hits: [{ Name: "Begin-middle-End" }],
    misses: [{ Name: "Begin-middle" }],
  },
  {
    name: "contains all, then contains any",
    detection: `  marks:
    Name|contains|all: ['red', 'blue']
  versions:
    Name|contains: ['v1', 'v2']
  condition: marks and versions`,
    hits: [{ Name: "a red and blue v2 thing" }],
    misses: [{ Name: "red blue green" }, { Name: "red v1" }],
  },
  {
    name: "contains all beside whole values",
    detection: `  marks:
    Name|contains|all: ['one', 'two']
  kind:
    Kind: ['must', 'shall']
  condition: marks and kind`,
    hits: [{ Name: "one two", Kind: "must" }],
    misses: [{ Name: "one two", Kind: "may" }],
  },
  {
    name: "escapes and wildcards",
    detection: `  left:
    Path:
      - '*\\bin\\*tool.exe'
      - '\\\\\\\\Server\\\\share*.exe'
      - '[Lab-*]\\picture.???'
  right:
    Parent:
      - '\\leading\\\\*.exe'
      - 'plain\\\\\\*star.exe'
      - '{abc-*}\\\\*.exe'
  condition: all of them`,
    hits: [
      { Path: "C:\\a\\bin*tool.exe", Parent: "\\leading\\x.exe" },
      { Path: "\\\\Server\\shareOther.exe", Parent: "plain\\*star.exe" },
      { Path: "[Lab-Seven]\\picture.png", Parent: "{abc-123}\\x.exe" },
    ],
    misses: [
      { Path: "C:\\a\\bintool.exe", Parent: "\\leading\\x.exe" },
      { Path: "C:\\a\\bin*tool.exe", Parent: "leading\\x.exe" },
      { Path: "C:\\a\\bin*tool.exe", Parent: "plain\\\\*star" },
      { Path: "[-Seven]\\picture.png", Parent: "{abc}\\x.exe" },
    ],
  },
  {
    name: "blanks are compared as they are",
    detection: `  words:
    Name|contains: ['two  blanks']
  condition: words`,
    hits: [{ Name: "here two  blanks stand" }],
    misses: [{ Name: "here two blanks stand" }, { Name: "two\t\tblanks" }],
  },
  {
    name: "quantifiers with numbers",
    detection: `  pick_path:
    Path: ['*bin*tool.exe']
  pick_text:
    Text: ['*bar*']
  option_1:
    Word|contains: ['Asdf']
  option_2:
    Number: [123]
  condition: all of pick_* and 1 of option_*`,
    hits: [
      { Path: "C:\\bin\\a-tool.exe", Text: "foo bar", Word: "x Asdf y" },
      { Path: "C:\\bin\\a-tool.exe", Text: "foo bar", Number: 123 },
      { Path: "C:\\bin\\a-tool.exe", Text: "foo bar", Number: "123" },
    ],
    misses: [
      { Path: "C:\\bin\\a-tool.exe", Text: "foo bar", Word: "x Asd y" },
      { Path: "C:\\bin\\a-tool.exe", Text: "foo baz", Word: "x Asdf y" },
      { Path: "C:\\bin\\a-tool.exe", Text: "foo bar", Number: 124 },
    ],
  },
]
