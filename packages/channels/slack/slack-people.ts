/** Who may press buttons: a list that is a secret, since whose id in Slack is whose is nobody else's business (docs/adr/0050). */

/** The names by the ids in Slack; nothing of a line that is none. */
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
