/** The file of a directory. */
import { type Directory, emptyDirectory } from "@tocsin/core/directory/directory";
import { parseDirectory, problemsOfDirectory } from "@tocsin/core/directory/parse-directory";
import { checkedFile, refusedFile } from "./yaml-file.ts";

/** The directory in a YAML or JSON file; without a file, one that knows no account. @throws CommandError with all its errors. */
export async function directoryFrom(file: string | undefined): Promise<Directory> {
  if (file === undefined) return emptyDirectory;
  const check = (value: unknown) => ({ errors: problemsOfDirectory(value), warnings: [] });
  const { value, errors } = await checkedFile(file, check);
  const directory = parseDirectory(value);
  if (errors.length > 0 || !directory.ok) throw refusedFile(file, errors);
  return directory.value;
}
