import type { ListedAlert } from "@tocsin/core/alert/view";

/** `111122223333 payments-prod`, or the id alone where nobody has named the account. */
export function accountText({ account, directory }: Pick<ListedAlert, "account" | "directory">): string {
  return directory?.name === undefined ? account : `${account} ${directory.name}`;
}
