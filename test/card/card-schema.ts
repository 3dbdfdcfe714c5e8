/**
 * A validator for the part of Adaptive Cards 1.5 that Watchpost uses: an unknown element, an unknown property, a missing
 * required one or a value of the wrong type is a problem. No npm package has the official schema; this follows its pages.
 */
type Kind =
  | "string"
  | "boolean"
  | "number"
  | "choices"
  | "elements"
  | "inlines"
  | "columns"
  | "actions"
  | "data"
  | "width"
  | "names"
  | readonly string[]
type Shape = {
  readonly required: Readonly<Record<string, Kind>>
  readonly optional: Readonly<Record<string, Kind>>
}

const SPACING = ["none", "small", "default", "medium", "large", "extraLarge", "padding"]
const STYLES = ["default", "emphasis", "good", "attention", "warning", "accent"]
const block = { spacing: SPACING, separator: "boolean", id: "string" } as const
const words = {
  weight: ["default", "lighter", "bolder"],
  size: ["default", "small", "medium", "large", "extraLarge"],
  isSubtle: "boolean",
  color: ["default", "dark", "light", "accent", "good", "warning", "attention"],
} as const

const SHAPES: Readonly<Record<string, Shape>> = {
  TextBlock: {
    required: { text: "string" },
    optional: { ...block, ...words, wrap: "boolean", style: ["default", "heading"] },
  },
  RichTextBlock: { required: { inlines: "inlines" }, optional: { ...block } },
  TextRun: { required: { text: "string" }, optional: { ...words, italic: "boolean" } },
  Container: {
    required: { items: "elements" },
    optional: { ...block, style: STYLES, bleed: "boolean", isVisible: "boolean" },
  },
  ColumnSet: { required: { columns: "columns" }, optional: { ...block } },
  Column: { required: { items: "elements", width: "width" }, optional: { ...block } },
  "Input.Text": {
    required: { id: "string" },
    optional: {
      ...block,
      label: "string",
      placeholder: "string",
      value: "string",
      isMultiline: "boolean",
      maxLength: "number",
    },
  },
  "Input.ChoiceSet": {
    required: { id: "string", choices: "choices" },
    optional: {
      ...block,
      label: "string",
      style: ["compact", "expanded", "filtered"],
      isMultiSelect: "boolean",
      wrap: "boolean",
      value: "string",
    },
  },
  "Action.Execute": {
    required: { title: "string", verb: "string", data: "data" },
    optional: {
      style: ["default", "positive", "destructive"],
      mode: ["primary", "secondary"],
      tooltip: "string",
      isEnabled: "boolean",
    },
  },
  "Action.Submit": { required: { title: "string", data: "data" }, optional: {} },
  "Action.OpenUrl": { required: { title: "string", url: "string" }, optional: {} },
  "Action.ToggleVisibility": {
    required: { title: "string", targetElements: "names" },
    optional: { tooltip: "string" },
  },
  AdaptiveCard: {
    required: { version: ["1.5"], body: "elements", speak: "string", fallbackText: "string" },
    optional: { $schema: "string", actions: "actions", msteams: "data" },
  },
}
const ELEMENTS = ["TextBlock", "RichTextBlock", "Container", "ColumnSet", "Input.Text", "Input.ChoiceSet"]
const LISTS: Readonly<Record<string, readonly string[]>> = {
  elements: ELEMENTS,
  inlines: ["TextRun"],
  columns: ["Column"],
  actions: ["Action.Execute", "Action.Submit", "Action.OpenUrl", "Action.ToggleVisibility"],
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const isChoice = (value: unknown): boolean =>
  isRecord(value) && typeof value.title === "string" && typeof value.value === "string"

/** What is wrong with the card, each with its path; empty when nothing is. */
export const cardProblems = (card: unknown): string[] => problemsOf(card, ["AdaptiveCard"], "$")

function problemsOf(node: unknown, allowed: readonly string[], path: string): string[] {
  if (!isRecord(node) || typeof node.type !== "string") return [`${path} is no element`]
  const shape = SHAPES[node.type]
  if (shape === undefined || !allowed.includes(node.type)) return [`${path} may not be ${node.type}`]
  const known: Readonly<Record<string, Kind>> = { ...shape.required, ...shape.optional }
  const missing = Object.keys(shape.required).filter((name) => node[name] === undefined)
  const given = Object.entries(node).filter(([name]) => name !== "type")
  return [
    ...missing.map((name) => `${path}.${name} is missing`),
    ...given.flatMap(([name, value]) => {
      const kind = known[name]
      return kind === undefined
        ? [`${path}.${name} is unknown`]
        : valueProblems(value, kind, `${path}.${name}`)
    }),
  ]
}

function valueProblems(value: unknown, kind: Kind, path: string): string[] {
  if (typeof kind !== "string")
    return kind.includes(String(value)) ? [] : [`${path} may not be ${String(value)}`]
  const list = LISTS[kind]
  if (list !== undefined) {
    if (!Array.isArray(value)) return [`${path} is no list`]
    return value.flatMap((item, index) => problemsOf(item, list, `${path}[${index}]`))
  }
  if (kind === "choices")
    return Array.isArray(value) && value.length > 0 && value.every(isChoice) ? [] : [`${path} are no choices`]
  if (kind === "data") return isRecord(value) ? [] : [`${path} is no object`]
  if (kind === "names")
    return Array.isArray(value) && value.every((name) => typeof name === "string")
      ? []
      : [`${path} are no names`]
  if (kind === "width") return /^(auto|stretch|\d+px)$/.test(String(value)) ? [] : [`${path} is no width`]
  return typeof value === kind ? [] : [`${path} is no ${kind}`]
}
