/** The accounts of the organization, as AWS Organizations lists them. The management account and any delegated administrator may ask. */
import {
  type OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListRoots,
  paginateListTagsForResource,
} from "@aws-sdk/client-organizations";
import { unkeptKeys } from "@tocsin/core/directory/directory";
import { plain } from "@tocsin/core/text/text";
import { call } from "../call.ts";

/** Each rejects with a `CallError` when a call fails; the client's own retries, with growing pauses, have failed by then. */
export interface OrganizationAccounts {
  /** The name of each account. */
  names(): Promise<ReadonlyMap<string, string>>;
  /** The path of each account's organizational unit, `/Workloads/Prod`; of what stands below the root, `/`. */
  units(): Promise<ReadonlyMap<string, string>>;
  /** Without those of `unkeptKeys`. */
  tags(account: string): Promise<Readonly<Record<string, string>>>;
}

/** Longer than any that Organizations takes. https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html */
const NAME_LIMIT = 256;

export function createOrganizationAccounts(client: OrganizationsClient): OrganizationAccounts {
  return { names, units, tags };

  function names(): Promise<ReadonlyMap<string, string>> {
    return call("ListAccounts", async () => {
      const found = new Map<string, string>();
      for await (const { Accounts = [] } of paginateListAccounts({ client }, {}))
        for (const { Id = "", Name = "" } of Accounts) found.set(Id, plain(Name, NAME_LIMIT));
      return found;
    });
  }

  /** A page may be empty and still not the last. */
  async function units(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    const roots = await call("ListRoots", async () => {
      const pages = await Array.fromAsync(paginateListRoots({ client }, {}));
      return pages.flatMap(({ Roots = [] }) => Roots.flatMap(({ Id }) => Id ?? []));
    });
    const open = roots.map((id) => ({ id, path: "" }));
    for (let unit = open.pop(); unit !== undefined; unit = open.pop()) {
      const { id: ParentId, path } = unit;
      await call("ListAccountsForParent", async () => {
        for await (const { Accounts = [] } of paginateListAccountsForParent({ client }, { ParentId }))
          for (const { Id = "" } of Accounts) found.set(Id, path || "/");
      });
      await call("ListOrganizationalUnitsForParent", async () => {
        for await (const page of paginateListOrganizationalUnitsForParent({ client }, { ParentId }))
          for (const { Id: id, Name = "" } of page.OrganizationalUnits ?? [])
            if (id !== undefined) open.push({ id, path: `${path}/${plain(Name, NAME_LIMIT)}` });
      });
    }
    return found;
  }

  function tags(account: string): Promise<Readonly<Record<string, string>>> {
    return call("ListTagsForResource", async () => {
      const pages = await Array.fromAsync(paginateListTagsForResource({ client }, { ResourceId: account }));
      const pairs = pages.flatMap(({ Tags = [] }) => Tags.map(({ Key = "", Value = "" }) => [Key, Value] as const));
      return Object.fromEntries(pairs.filter(([key]) => !unkeptKeys.includes(key)));
    });
  }
}
