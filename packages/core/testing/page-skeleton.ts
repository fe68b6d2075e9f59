/** Reads a page strictly, for tests: every tag must be closed, every attribute quoted, every `<` a tag's. */

const TAG = /<(\/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"<>]*")*)>/y;
const VOID_TAGS = new Set(["br", "meta"]);

export interface Element {
  readonly tag: string;
  /** By name, as written. */
  readonly attributes: Readonly<Record<string, string>>;
  /** The text in it, references as written. */
  readonly text: string;
  readonly children: readonly Element[];
}

interface Draft extends Element {
  text: string;
  readonly children: Draft[];
}

/** The page's elements. @throws Error when it is not written as strictly as that. */
export function elementsOf(page: string): Element {
  const doctype = "<!doctype html>\n";
  if (!page.startsWith(doctype)) throw new Error("the page does not begin with its doctype");
  const root: Draft = { tag: "", attributes: {}, text: "", children: [] };
  const open: Draft[] = [root];
  let position = doctype.length;
  while (position < page.length) {
    const inside = open.at(-1) ?? root;
    const next = page.indexOf(inside.tag === "style" ? "</style>" : "<", position);
    inside.text += page.slice(position, next < 0 ? page.length : next);
    if (next < 0) break;
    TAG.lastIndex = next;
    const match = TAG.exec(page);
    if (!match) throw new Error(`not a tag: ${page.slice(next, next + 80)}`);
    const [whole, slash, tag = "", attributes = ""] = match;
    position = next + whole.length;
    if (slash === "") {
      const element: Draft = { tag, attributes: attributesOf(attributes), text: "", children: [] };
      inside.children.push(element);
      if (!VOID_TAGS.has(tag)) open.push(element);
    } else if (open.pop()?.tag !== tag) throw new Error(`</${tag}> closes another element`);
  }
  if (open.length !== 1) throw new Error(`${open.at(-1)?.tag} is not closed`);
  return root;
}

/** Tags and names of attributes, nested, without any text. */
export function skeletonOf(page: string): unknown {
  const bare = ({ tag, attributes, children }: Element): unknown => [tag, Object.keys(attributes), children.map(bare)];
  return bare(elementsOf(page));
}

/** Every element of the page, outer ones before what is in them. */
export function allElements(page: string): readonly Element[] {
  const flat = (element: Element): readonly Element[] => [element, ...element.children.flatMap(flat)];
  return flat(elementsOf(page)).slice(1);
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...text.matchAll(/ ([a-z-]+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}
