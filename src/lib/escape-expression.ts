/** Any text inside a regular expression, standing for itself. Node 24 has `RegExp.escape`; Node 22 doesn't. */
export const escapeExpression = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
