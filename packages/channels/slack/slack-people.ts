/** The list of people who may press buttons; it is a secret, since it maps Slack ids to people (docs/adr/0050). */

/** The names by Slack id; invalid lines are ignored. */
export function peopleIn(list: string): ReadonlyMap<string, string> {
  return new Map(
    list.split(/\r?\n/).flatMap((line): readonly (readonly [string, string])[] => {
      const [, id, name] = LINE.exec(line.trim()) ?? [];
      return id === undefined || name === undefined ? [] : [[id, name]];
    }),
  );
}

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const LINE = /^([UW][A-Z0-9]{5,30})\s+(\S.*)$/;
