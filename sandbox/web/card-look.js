// Sizes, spacing and colors of cards, close to Teams in its light and its dark theme.

const LIGHT = {
  text: "#242424",
  quiet: "#616161",
  accent: "#4f52b2",
  good: "#0e700e",
  warning: "#835b00",
  attention: "#b10e1c",
  card: "#ffffff",
  soft: "#f5f5f5",
  softAccent: "#ebebfa",
  softGood: "#eaf5ea",
  softWarning: "#fdf4dc",
  softAttention: "#fdeceb",
  line: "#e0e0e0",
}
const DARK = {
  text: "#ffffff",
  quiet: "#adadad",
  accent: "#a6a7dc",
  good: "#8fd08f",
  warning: "#f2c661",
  attention: "#f1919b",
  card: "#292929",
  soft: "#333333",
  softAccent: "#33344a",
  softGood: "#1f3a24",
  softWarning: "#43360f",
  softAttention: "#4a2226",
  line: "#474747",
}

const pair = (color, quiet = color) => ({ default: color, subtle: quiet })
const foreground = (tone) => ({
  default: pair(tone.text, tone.quiet),
  dark: pair(tone.text, tone.quiet),
  light: pair(tone.quiet),
  accent: pair(tone.accent),
  good: pair(tone.good),
  warning: pair(tone.warning),
  attention: pair(tone.attention),
})
const container = (tone, backgroundColor) => ({ backgroundColor, foregroundColors: foreground(tone) })

/** A host configuration of the Adaptive Cards renderer. */
export function hostConfig(dark) {
  const tone = dark ? DARK : LIGHT
  return {
    fontFamily: "inherit",
    supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 15, large: 18, extraLarge: 22 },
    fontWeights: { lighter: 350, default: 400, bolder: 600 },
    lineHeights: { small: 16, default: 20, medium: 22, large: 26, extraLarge: 30 },
    spacing: { small: 6, default: 10, medium: 14, large: 18, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: tone.line },
    imageSizes: { small: 32, medium: 52, large: 100 },
    imageSet: { imageSize: "medium", maxImageHeight: 100 },
    factSet: {
      title: {
        color: "default",
        size: "default",
        isSubtle: true,
        weight: "default",
        wrap: true,
        maxWidth: 150,
      },
      value: { color: "default", size: "default", isSubtle: false, weight: "default", wrap: true },
      spacing: 16,
    },
    containerStyles: {
      default: container(tone, tone.card),
      emphasis: container(tone, tone.soft),
      accent: container(tone, tone.softAccent),
      good: container(tone, tone.softGood),
      warning: container(tone, tone.softWarning),
      attention: container(tone, tone.softAttention),
    },
    actions: {
      maxActions: 6,
      allowTitleToWrap: true,
      spacing: "default",
      buttonSpacing: 8,
      actionsOrientation: "horizontal",
      actionAlignment: "left",
      showCard: { actionMode: "inline", inlineTopMargin: 14, style: "emphasis" },
    },
    adaptiveCard: { allowCustomStyle: true },
  }
}
