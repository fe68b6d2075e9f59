/** The directory is what is known of accounts. It has versions, and is only looked up, never merged into an alert. */

/** What an alert's view shows about its account. */
export interface AccountFacts {
  readonly name?: string | undefined;
  /** The path of its organizational unit, such as `/Workloads/Prod`; `/` for the root. */
  readonly ou?: string | undefined;
  /** `UNKNOWN_ENVIRONMENT` if nobody says: never absent, so that no pattern silently misses an account. */
  readonly environment: string;
  /** Whom to ask, in free text. */
  readonly contact?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface AccountEntry extends AccountFacts {
  readonly owner?: string | undefined;
}

export interface Directory {
  /** Another whenever an entry is. */
  readonly version: string;
  /** The accounts that it knows, in order. */
  readonly accounts: readonly string[];
  /** The entry of an account; an empty one for an unknown account. */
  readonly of: (account: string) => AccountEntry;
}

export const UNKNOWN_ENVIRONMENT = "unknown";

const nothingKnown: AccountEntry = { environment: UNKNOWN_ENVIRONMENT, tags: {} };

export function createDirectory(version: string, entries: ReadonlyMap<string, AccountEntry>): Directory {
  return {
    version,
    accounts: [...entries.keys()].sort(),
    of: (account) => entries.get(account) ?? nothingKnown,
  };
}

/** The directory if there is none. */
export const emptyDirectory: Directory = createDirectory("0", new Map());

/** An account's entry, including what only its tags say. */
export type StatedEntry = Omit<AccountEntry, "environment"> & { readonly environment?: string | undefined };

/** Keys of tags that are left out: an object that has one of its own is no map to the AWS SDK, so that no item can hold it. */
export const unkeptKeys: readonly string[] = ["__proto__", "constructor"];

/** A stated field takes precedence over the tags `owner`, `environment` (or `env`) and `contact`, in whatever case their keys are. */
export function entryOf({ tags, owner, environment, contact, ...rest }: StatedEntry): AccountEntry {
  return {
    ...rest,
    tags,
    owner: owner ?? tagged(tags, "owner"),
    environment: environment ?? tagged(tags, "environment") ?? tagged(tags, "env") ?? UNKNOWN_ENVIRONMENT,
    contact: contact ?? tagged(tags, "contact"),
  };
}

/** Keys that differ only in case are two tags; the first by its key counts. An empty value does not count. */
function tagged(tags: AccountFacts["tags"], name: string): string | undefined {
  const keys = Object.keys(tags).filter((key) => key.toLowerCase() === name);
  return keys
    .sort()
    .map((key) => tags[key]?.trim())
    .find((value) => value !== undefined && value !== "");
}

/** An entry without its owner, which a view shows apart. */
export function factsOf({ name, ou, environment, contact, tags }: AccountEntry): AccountFacts {
  return { name, ou, environment, contact, tags };
}
