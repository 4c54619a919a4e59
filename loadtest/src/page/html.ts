// Markup that cannot forget to escape: what stands between the tags of an `html` template is text unless it is markup
// already. Numbers are no part of it: they go through `numbers.ts` first, so none is ever printed raw.

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export class Markup {
  /** @param text - HTML as it is; only for what this program itself wrote */
  constructor(readonly text: string) {}
}

export const NOTHING = new Markup('')

export type Part = string | Markup | readonly Part[]

export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(literals.map((literal, i) => literal + (i < parts.length ? textOf(parts[i]!) : '')).join(''))
}

function textOf(part: Part): string {
  if (part instanceof Markup) return part.text
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (character) => ENTITIES[character]!)
  return part.map(textOf).join('')
}
