/** Figures as Prometheus and what speaks its language read them. Source: Prometheus docs, "Text-based format", version 0.0.4. */

/** `labels` in the order in which they are written. A value is in base units: seconds, bytes, counts. */
export type Sample = { readonly value: number; readonly labels?: Readonly<Record<string, string>> }

/** One gauge and what it is measured for; its name is of a-z and _, and says the unit. */
export type Figure = { readonly name: string; readonly help: string; readonly samples: readonly Sample[] }

/** The `content-type` under which it is served. */
export const METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

/** A figure without samples is left out. */
export const metricsText = (figures: readonly Figure[]): string =>
  figures
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, help, samples }) =>
      [
        `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`,
        `# TYPE ${name} gauge`,
        ...samples.map(({ labels = {}, value }) => `${name}${labelsText(labels)} ${value}`),
        "",
      ].join("\n"),
    )
    .join("")

function labelsText(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([label, value]) => `${label}="${escaped(value)}"`)
  return parts.length === 0 ? "" : `{${parts.join(",")}}`
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")
