// Elements from text nodes and attributes only: data can never become markup.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

function fill(element: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) element.append(child);
}

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

export function svg(tag: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(element, attributes, children);
  return element;
}

export function button(label: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const element = h('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** The element with this id: the page's own skeleton, so its absence is a fault of the build. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element with id ${id}`);
  return element;
}

/** A choice by value, and what it is called. */
export type Option = [value: string, label: string];

/** A labelled choice; tells the value chosen. */
export function select(label: string, id: string, options: Option[], value: string, onChange: (value: string) => void): HTMLElement {
  const field = h('select', { id }, ...options.map(([v, text]) => h('option', { value: v, selected: v === value }, text)));
  field.addEventListener('change', () => onChange(field.value));
  return h('div', { class: 'field' }, h('label', { for: id }, label), field);
}
