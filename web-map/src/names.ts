// Names as they come, with what says they are made up set lighter.
import { h } from './dom';

const synthetic = / ?\(synthetic\)/g;

/** A name with each "(synthetic)" set lighter: always there to read, never in the way of the name. */
export function nameParts(name: string): Node[] {
  const parts: Node[] = [];
  let from = 0;
  for (const match of name.matchAll(synthetic)) {
    if (match.index > from) parts.push(document.createTextNode(name.slice(from, match.index)));
    parts.push(h('span', { class: 'made-up' }, match[0]));
    from = match.index + match[0].length;
  }
  if (from < name.length) parts.push(document.createTextNode(name.slice(from)));
  return parts;
}
