/** The directory is what is known of accounts. It has versions, and is looked at, never merged into an alert. */

/** What an alert's view shows of its account. */
export interface AccountFacts {
  readonly name?: string | undefined;
  /** The path of its organizational unit, such as `/Workloads/Prod`; `/` for the root. */
  readonly ou?: string | undefined;
  /** `UNKNOWN_ENVIRONMENT` where nobody says: never absent, so that no pattern passes an account over in silence. */
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
  /** The entry of an account; of one that it does not know, one that says nothing. */
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

/** What holds where there is no directory. */
export const emptyDirectory: Directory = createDirectory("0", new Map());

/** What an account says of itself, with what it says by tags alone. */
export type StatedEntry = Omit<AccountEntry, "environment"> & { readonly environment?: string | undefined };

/** Keys of tags that are left out: an object that has one of its own is no map to the AWS SDK, so that no item can hold it. */
export const unkeptKeys: readonly string[] = ["__proto__", "constructor"];

/** What is stated outright goes before the tags `owner`, `environment` (or `env`) and `contact`, in whatever case their keys are. */
export function entryOf({ tags, owner, environment, contact, ...rest }: StatedEntry): AccountEntry {
  return {
    ...rest,
    tags,
    owner: owner ?? tagged(tags, "owner"),
    environment: environment ?? tagged(tags, "environment") ?? tagged(tags, "env") ?? UNKNOWN_ENVIRONMENT,
    contact: contact ?? tagged(tags, "contact"),
  };
}

/** Keys of tags that differ in case alone are two tags; then the first by its key speaks. An empty value says nothing. */
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
