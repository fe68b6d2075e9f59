/** A secret that is opened to everyone, its key that is to be deleted, and the rotation that fails by both, read as one story. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { samples as keys } from "@tocsin/sources/kms/samples";
import { samples as secrets } from "@tocsin/sources/secretsmanager/samples";
import { expect, test } from "vitest";
import { inDirectory, tocsin } from "../support/terminal.ts";

const policy = `channels: { desk: { type: console } }
routes: [{ name: all, match: { severity: [LOW, MEDIUM, HIGH, CRITICAL] }, channels: [desk], urgency: now, group: alert }]
unrouted: ignore
`;

const { deletionScheduled } = keys;
const { openedToEveryone, rotationFailed } = secrets;
const key = "arn:aws:kms:eu-west-1:111122223333:key/4c0ffee0-12ab-34cd-56ef-1234567890ab";
const secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-Ab12Cd";
const failed = {
  ...rotationFailed,
  detail: {
    ...rotationFailed.detail,
    errorMessage: `KMSInvalidStateException when calling the Decrypt operation: ${key} is pending deletion.`,
  },
};

function at(time: string, event: { readonly detail: object }) {
  return JSON.stringify({ ...event, time, detail: { ...event.detail, eventTime: time } });
}

test("a secret's exposure, its key's deletion and its failed rotation name each other", async () => {
  await inDirectory(async (directory) => {
    await writeFile(join(directory, "policy.yaml"), policy);
    const place = ["--data-dir", join(directory, "data")];
    const events = [
      at("2026-11-19T08:00:00Z", deletionScheduled),
      at("2026-11-19T09:00:00Z", openedToEveryone),
      at("2026-11-19T10:00:00Z", failed),
    ];
    const run = ["run", "-", ...place, "--policy", join(directory, "policy.yaml"), "--until", "2026-11-19T11:00:00Z"];
    const { stdout } = await tocsin(run, events.join("\n"));
    const page = stdout.slice(stdout.indexOf("] Rotation of secret"));
    expect(page).toMatch(/ {2}related {3}\[(HIGH|CRITICAL)\] /);
    const idOf = async (condition: string) => {
      const listed = await tocsin(["alerts", "list", "--json", "--condition", condition, ...place]);
      return String(JSON.parse(listed.stdout).id);
    };
    const [rotation, exposure, deletion] = [
      await idOf("secret-rotation"),
      await idOf("secret-exposure"),
      await idOf("key-deletion"),
    ];
    const relatedTo = async (id: string) => {
      const { related } = JSON.parse((await tocsin(["alerts", "show", id, "--json", ...place])).stdout);
      return related;
    };
    const { alerts, ...rest } = await relatedTo(rotation);
    expect(rest).toEqual({ more: 0, isAtLeast: false });
    expect(alerts.map(({ id, by }: { readonly id: string; readonly by: unknown }) => [id, by]).toSorted()).toEqual(
      [
        [exposure, [secret]],
        [deletion, [key]],
      ].toSorted(),
    );
    const ofRotation = { id: rotation, condition: "secret-rotation", status: "OPEN", severity: "HIGH" };
    expect((await relatedTo(deletion)).alerts).toMatchObject([{ ...ofRotation, by: [key] }]);
    expect((await relatedTo(exposure)).alerts).toMatchObject([{ ...ofRotation, by: [secret] }]);
    const shown = (await tocsin(["alerts", "show", deletion, ...place])).stdout;
    expect(shown).toContain("Timeline (1 observation, log intact)");
    expect(shown).toMatch(
      new RegExp(
        `Related, open\n  HIGH OPEN secret-rotation since 2026-11-19T10:00:00.000Z\n(.*\n)+?    tocsin alerts show ${rotation.slice(0, 8)} --data-dir ${join(directory, "data")}\n`,
      ),
    );
  });
});
