/**
 * When `review` next has something to do: an alert to evaluate, a group to wake on-call for, a change of the world to handle, or somebody
 * to remind of a silence. A scenario asks this before each step, and querying the table each time would cost more than the step. So the due
 * instants are remembered, and the table's stream keeps them up to date.
 */
import type { _Record as StreamRecord } from "@aws-sdk/client-dynamodb-streams";
import { type Item, keyOf } from "@tocsin/aws/alerts/items/items";
import { type Instant, instant, parseInstant } from "@tocsin/core/event/instant";

export interface NextReview {
  /** Takes note of writes. Every record of the table's stream must pass here. */
  note(record: StreamRecord): void;
  /** The first instant by `at` at which something is due; nothing when there is none. */
  by(at: Instant): Promise<Instant | undefined>;
  /** What is due by `at` in one of these indexes, longest due first; nothing while that is not known. */
  dueBy(index: DueIndex, at: Instant): readonly DueItem[] | undefined;
}

export interface DueItem {
  readonly keys: Item;
  readonly due: string;
}

/** A partition of an index of the table, in which items are in the order in which they are due. */
export interface DueIndex {
  /** From when on an item is due there; nothing if it is not in the index. The index compares text, and so does this. */
  readonly dueOf: (item: Item) => string | undefined;
  /** All items, as the index has them; left out if there were none before the first record of the stream. */
  readonly read?: (() => AsyncIterable<readonly Item[]>) | undefined;
}

/** A partition of which only a query says when something is due. */
export interface AskedPlace {
  readonly has: (keys: Item) => boolean;
  /** The first instant by `at` at which something is due, as it is known now. */
  readonly firstDue: (at: Instant) => Promise<Instant | undefined>;
}

export interface NextReviewOptions {
  readonly indexes: readonly DueIndex[];
  readonly asked: AskedPlace;
  readonly now: () => Instant;
}

const END = instant("9999-12-31T23:59:59.999Z");

export function createNextReview({ indexes, asked, now }: NextReviewOptions): NextReview {
  const known = new Map(indexes.map((index) => [index, knownOf(index)]));
  const answers = rememberedAnswers(asked, now);
  return {
    note({ dynamodb: { Keys, NewImage } = {} }) {
      if (Keys === undefined) return;
      answers.note(Keys);
      for (const index of known.values()) index.note(Keys, NewImage);
    },
    async by(at) {
      const dues = await Promise.all([...known.values(), answers].map((place) => place.by(at)));
      return dues.filter((due) => due !== undefined).sort()[0];
    },
    dueBy: (index, at) => known.get(index)?.dueBy(at),
  };
}

/** From when on each item of an index is due. */
function knownOf({ dueOf, read }: DueIndex) {
  /** By the item's key. While the index is being read, an undefined value marks an item that has left it meanwhile. */
  let dues = read === undefined ? new Map<string, DueItem | undefined>() : undefined;
  let isRead = read === undefined;
  let first: { readonly due: string | undefined } | undefined;

  return {
    note(keys: Item, written: Item | undefined): void {
      // Writes before the first question are read with it.
      if (dues === undefined) return;
      const item = dueItem(keys, written);
      const isChanged = item === undefined && isRead ? dues.delete(nameOf(keys)) : dues.set(nameOf(keys), item);
      if (isChanged) first = undefined;
    },
    async by(at: Instant): Promise<Instant | undefined> {
      if (read !== undefined && !isRead) await readAll(read);
      const due = firstDue();
      // A key that is no instant is due whenever it is asked for.
      return due !== undefined && due <= at ? (parseInstant(due) ?? at) : undefined;
    },
    dueBy(at: Instant): readonly DueItem[] | undefined {
      if (!isRead) return undefined;
      const known = [...(dues?.values() ?? [])].filter((item) => item !== undefined);
      return known.filter(({ due }) => due <= at).sort((a, b) => (a.due < b.due ? -1 : 1));
    },
  };

  function dueItem(keys: Item, item: Item | undefined): DueItem | undefined {
    const due = item && dueOf(item);
    return due === undefined ? undefined : { keys, due };
  }

  async function readAll(pages: NonNullable<DueIndex["read"]>): Promise<void> {
    const found = new Map<string, DueItem | undefined>();
    dues = found;
    for await (const page of pages())
      for (const item of page) if (!found.has(nameOf(item))) found.set(nameOf(item), dueItem(item, item));
    for (const [name, item] of found) if (item === undefined) found.delete(name);
    first = undefined;
    isRead = true;
  }

  function firstDue(): string | undefined {
    if (first === undefined) {
      let due: string | undefined;
      for (const item of dues?.values() ?? [])
        if (due === undefined || (item !== undefined && item.due < due)) due = item?.due ?? due;
      first = { due };
    }
    return first.due;
  }
}

function nameOf(keys: Item): string {
  const { pk, sk } = keyOf(keys);
  return `${pk} ${sk}`;
}

/** An answer holds until something is written there, or its instant has come. */
function rememberedAnswers({ has, firstDue }: AskedPlace, now: () => Instant) {
  let next: Instant | undefined;
  let notes = 0;
  let answered = -1;

  return {
    note(keys: Item): void {
      if (has(keys)) notes += 1;
    },
    async by(at: Instant): Promise<Instant | undefined> {
      if (answered !== notes || (next !== undefined && next <= now())) {
        // A write noted during the query may have come after it.
        const asked = notes;
        next = (await firstDue(at)) ?? (await firstDue(END));
        answered = asked;
      }
      return next !== undefined && next <= at ? next : undefined;
    },
  };
}
