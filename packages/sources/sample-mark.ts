/** The mark that services put before the title of a finding that somebody made to see what one looks like. */
const MARK = "[SAMPLE]";

/** Whether the service has marked a title. Only a mark at the beginning counts, since others may have written the rest. */
export function isMarkedAsSample(title: string | null | undefined): boolean {
  return title?.startsWith(MARK) ?? false;
}

/** A sample's title with the mark, once. */
export function markedAsSample(title: string): string {
  return isMarkedAsSample(title) ? title : `${MARK} ${title}`;
}
