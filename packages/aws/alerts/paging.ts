/** Paged answers, and parallel requests. */
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

type Start = Record<string, AttributeValue>;

export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; nothing, on the last. */
  readonly next: Start | undefined;
}

/** Fetches each page while the one before it is being used. */
export async function* pagesOf<T>(fetch: (start: Start | undefined) => Promise<Page<T>>): AsyncGenerator<readonly T[]> {
  let coming: Promise<Page<T>> | undefined = fetch(undefined);
  while (coming !== undefined) {
    const { items, next }: Page<T> = await coming;
    coming = next && handledLater(fetch(next));
    yield items;
  }
}

/** Joins streams of pages, each in the order of `keyOf`, into one stream in that order. The first pages are fetched side by side. */
export async function* inOrder<T>(
  streams: readonly AsyncIterator<readonly T[]>[],
  keyOf: (item: T) => string,
): AsyncIterable<T> {
  const cursors = (await Promise.all(streams.map(cursorOf))).filter((cursor) => cursor !== undefined);
  while (cursors.length > 0) {
    const least = cursors.reduce((a, b) => (keyOf(b.item) < keyOf(a.item) ? b : a));
    yield least.item;
    if (!(await advance(least))) cursors.splice(cursors.indexOf(least), 1);
  }
}

interface Cursor<T> {
  readonly stream: AsyncIterator<readonly T[]>;
  page: readonly T[];
  position: number;
  item: T;
}

async function cursorOf<T>(stream: AsyncIterator<readonly T[]>): Promise<Cursor<T> | undefined> {
  const page = await nextPage(stream);
  const [item] = page;
  return item === undefined ? undefined : { stream, page, position: 0, item };
}

/** Gives whether there is another item. */
async function advance<T>(cursor: Cursor<T>): Promise<boolean> {
  cursor.position += 1;
  if (cursor.position === cursor.page.length) {
    cursor.page = await nextPage(cursor.stream);
    cursor.position = 0;
  }
  const item = cursor.page[cursor.position];
  if (item === undefined) return false;
  cursor.item = item;
  return true;
}

/** Returns the next page with items, or an empty one at the end. A page may be empty and not the last. */
async function nextPage<T>(stream: AsyncIterator<readonly T[]>): Promise<readonly T[]> {
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return [];
    if (value.length > 0) return value;
  }
}

/** Does `work` for each input, at most `width` at a time, and gives the results in the order of the inputs. */
export async function* sideBySide<A, T>(
  inputs: Iterable<A> | AsyncIterable<A>,
  width: number,
  work: (input: A) => Promise<T>,
): AsyncIterable<T> {
  const running: Promise<T>[] = [];
  for await (const input of inputs) {
    running.push(handledLater(work(input)));
    const first = running.length < width ? undefined : running.shift();
    if (first !== undefined) yield await first;
  }
  for (const rest of running) yield await rest;
}

/** Its failure is thrown when it is awaited; until then, or if the caller stops reading, it is not an unhandled rejection. */
function handledLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

/** Cuts what comes into lists of at most `size`. */
export async function* inChunks<T>(items: AsyncIterable<T> | Iterable<T>, size: number): AsyncIterable<readonly T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
