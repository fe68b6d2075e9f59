import type { Actor } from "@tocsin/core/alert/actor";
import { type Event, parseEvent } from "@tocsin/core/event/event";
import { epochOf, instant } from "@tocsin/core/event/instant";
import { weekOf } from "@tocsin/core/event/week";
import type { JsonObject } from "@tocsin/core/text/json";
import { refusalText } from "@tocsin/core/text/parse";
import { compileRules } from "@tocsin/sources/registry";
import { describe, expect, it, test } from "vitest";
import type { SimulatedEvent } from "./services/envelope.ts";
import { defaultSimulation, simulate } from "./simulate.ts";

const week = simulate(defaultSimulation);
const rules = compileRules();

/** Each event once, by its own time. */
const happened = [...new Map(week.map((event) => [event.id, event])).values()].sort((a, b) =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : 0,
);

function of(detailType: string, matches: (detail: JsonObject) => boolean = () => true): SimulatedEvent[] {
  return happened.filter((event) => event["detail-type"] === detailType && matches(event.detail));
}

function called(eventName: string): SimulatedEvent[] {
  return happened.filter(({ detail }) => detail.eventName === eventName);
}

function grouped(events: readonly SimulatedEvent[], key: (event: SimulatedEvent) => unknown): SimulatedEvent[][] {
  return [...Map.groupBy(events, key).values()];
}

function parsed(event: SimulatedEvent): Event {
  const result = parseEvent(event);
  if (!result.ok) throw new Error(refusalText(result.refusal));
  return result.value;
}

/** What the sources that want the event make of it. */
function outcomes(event: SimulatedEvent): string[] {
  return rules
    .filter(({ matches }) => matches(event))
    .map(({ source }) => {
      const reading = source.read(parsed(event), "unknown");
      return reading.outcome === "refused" ? `${source.name}: ${refusalText(reading.refusal)}` : reading.outcome;
    });
}

describe("a simulation", () => {
  it("is the same, byte for byte, for the same options", () => {
    expect(JSON.stringify(simulate(defaultSimulation))).toBe(JSON.stringify(week));
  });

  test.each([
    ["seed", { seed: 48 }],
    ["number of accounts", { accounts: 13 }],
    ["number of days", { days: 6 }],
    ["end", { end: instant("2026-11-29T23:59:59Z") }],
  ])("differs for another %s", (_option, other) => {
    expect(JSON.stringify(simulate({ ...defaultSimulation, ...other }))).not.toBe(JSON.stringify(week));
  });

  test.each([[{ accounts: 0 }], [{ accounts: 1.5 }], [{ days: 0 }], [{ days: Number.NaN }]])("refuses %o", (other) => {
    expect(() => simulate({ ...defaultSimulation, ...other })).toThrow(RangeError);
  });

  test.each([1, 2, 3, 47])(
    "has more than 500 events by default, and no more than 120 a source, with seed %i",
    (seed) => {
      const { length } = simulate({ ...defaultSimulation, seed });
      expect(length).toBeGreaterThan(500);
      expect(length).toBeLessThan(120 * rules.length);
    },
  );

  test.each(rules.map(({ source, matches }) => [source.name, matches] as const))(
    "has events of the source %s",
    (name, matches) => {
      const advice = `write packages/cli/simulate/services/${name}.ts, and add its line to \`services\` in simulate.ts`;
      expect(week.filter(matches).length, advice).toBeGreaterThan(0);
    },
  );

  test.each([
    [1, 1],
    [3, 2],
    [12, 7],
    [40, 14],
  ])("of %i accounts and %i days is made of events that every source can read", (accounts, days) => {
    const events = simulate({ ...defaultSimulation, accounts, days });
    const refused = events
      .flatMap((event) => outcomes(event))
      .filter((outcome) => !/^(observed|ignored)$/.test(outcome));
    expect(refused).toEqual([]);
    const span = events.map(({ time }) => epochOf(instant(time)));
    expect(Math.max(...span)).toBeLessThanOrEqual(epochOf(defaultSimulation.end));
    expect(Math.min(...span)).toBeGreaterThan(epochOf(defaultSimulation.end) - days * 86_400_000);
  });

  it("grows with accounts and days", () => {
    expect(simulate({ ...defaultSimulation, accounts: 100, days: 30 }).length).toBeGreaterThan(5000);
  });

  it("plays in the week 2026-W47, in 12 accounts and 4 regions", () => {
    expect(new Set(week.map(({ time }) => weekOf(instant(time))))).toEqual(new Set(["2026-W47"]));
    const accounts = new Set(week.map(({ account }) => account));
    expect(accounts.size).toBe(12);
    expect([...accounts].every((id) => /^\d{12}$/.test(id))).toBe(true);
    expect([...accounts].filter((id) => id.startsWith("00"))).toHaveLength(1);
    expect(new Set(week.map(({ region }) => region)).size).toBe(4);
  });

  it("names only domains that are reserved for examples", () => {
    const domains = JSON.stringify(week).match(/[\w-]+\.(?:com|org|net)\b/g) ?? [];
    const allowed = /^(?:example\.(?:com|org|net)|amazonaws\.com)$/;
    expect(domains.filter((domain) => !allowed.test(domain))).toEqual([]);
  });
});

describe("the delivery", () => {
  it("brings about three in a hundred twice, unchanged", () => {
    const twice = grouped(week, ({ id }) => id).filter(({ length }) => length > 1);
    expect(twice.length / happened.length).toBeGreaterThan(0.01);
    expect(twice.length / happened.length).toBeLessThan(0.06);
    for (const [first, ...again] of twice) expect(again).toEqual([first]);
  });

  it("brings about three in a hundred minutes to hours after what happened later", () => {
    const firstDeliveries = [...new Map([...week].reverse().map((event) => [event.id, event])).values()].reverse();
    let latest = 0;
    const delays = firstDeliveries.map(({ time }) => {
      latest = Math.max(latest, epochOf(instant(time)));
      return latest - epochOf(instant(time));
    });
    const late = delays.filter((delay) => delay > 5 * 60_000);
    expect(late.length / happened.length).toBeGreaterThan(0.01);
    expect(late.length / happened.length).toBeLessThan(0.06);
    expect(Math.max(...delays)).toBeLessThanOrEqual(6 * 3_600_000 + 60_000);
  });
});

describe("certificates", () => {
  const lives = grouped(
    happened.filter(({ source, resources }) => source === "aws.acm" && resources.length > 0),
    ({ resources }) => resources[0],
  );
  const warned = lives.filter((life) => life[0]?.["detail-type"] === "ACM Certificate Approaching Expiration");
  const daysOf = (life: readonly SimulatedEvent[]) =>
    life.flatMap(({ detail, "detail-type": type }) =>
      type === "ACM Certificate Approaching Expiration" ? [Number(detail.DaysToExpiry)] : [],
    );
  const endOf = (life: readonly SimulatedEvent[]) => life.at(-1)?.["detail-type"];

  it("near their end are warned of once a day, one day less each time", () => {
    expect(warned.length).toBeGreaterThanOrEqual(8);
    for (const life of warned) {
      const days = daysOf(life);
      expect(days).toEqual(days.map((_, index) => (days[0] ?? 0) - index));
    }
  });

  it("renew in most cases, and then are warned of no more", () => {
    const renewed = warned.filter((life) => endOf(life) === "ACM Certificate Available");
    expect(renewed.length).toBeGreaterThan(warned.length / 2);
    for (const { detail } of renewed.flatMap((life) => life.slice(-1)))
      expect(detail.Action).toMatch(/^(?:RENEWAL|REIMPORT)$/);
  });

  it("fail to renew in one case, which goes down to 0 days and expires, with the reason told", () => {
    const [life = [], ...others] = lives.filter((one) => endOf(one) === "ACM Certificate Expired");
    expect(others).toEqual([]);
    expect(daysOf(life)).toEqual([5, 4, 3, 2, 1, 0]);
    const attempts = life.filter((event) => event["detail-type"] === "ACM Certificate Renewal Action Required");
    expect(attempts.map(({ detail }) => [detail.DaysToExpiry, detail.RenewalStatusReason])).toEqual([
      [3, "CAA_ERROR"],
      [1, "CAA_ERROR"],
    ]);
  });

  it("that were imported never get an Expired event: the warnings of the forgotten one just stop", () => {
    const forgotten = warned.filter((life) => daysOf(life).at(-1) === 0 && endOf(life) !== "ACM Certificate Expired");
    expect(forgotten).toHaveLength(1);
    expect(forgotten[0]?.[0]?.detail.CertificateKeyPairOrigin).toBe("CUSTOMER_PROVIDED");
  });

  it("are told of by AWS Config too, in one case, until the renewal", () => {
    const changes = of(
      "Config Rules Compliance Change",
      ({ configRuleName }) => configRuleName === "acm-certificate-expiration-check",
    );
    expect(
      changes.map(({ detail }) => JSON.stringify(detail.newEvaluationResult).match(/"complianceType":"(\w+)"/)?.[1]),
    ).toEqual(["NON_COMPLIANT", "COMPLIANT"]);
    const life = warned.find(([first]) => first?.resources[0] === changes[0]?.detail.resourceId);
    expect(endOf(life ?? [])).toBe("ACM Certificate Available");
    expect((life?.at(-1)?.time ?? "") < (changes[1]?.time ?? "")).toBe(true);
  });

  it("are deleted in one case, and in another the call fails", () => {
    expect(called("DeleteCertificate").map(({ detail }) => detail.errorCode)).toEqual(
      expect.arrayContaining([undefined, "ResourceInUseException"]),
    );
  });
});

describe("parameters", () => {
  test.each(["Expiration", "ExpirationNotification", "NoChangeNotification"])("have policies that say %s", (type) => {
    expect(of("Parameter Store Policy Action", (detail) => detail["policy-type"] === type)).not.toHaveLength(0);
  });

  it("are named in the ARN with a single slash", () => {
    for (const { detail, resources } of of("Parameter Store Change"))
      expect(resources[0]).toMatch(new RegExp(`:parameter${detail.name}$`));
  });

  it("are deleted after they expired, but for one that could not be", () => {
    const expirations = of("Parameter Store Policy Action", (one) => one["policy-type"] === "Expiration");
    for (const { detail, time } of expirations) {
      const name = detail["parameter-name"];
      const deletion = of("Parameter Store Change", (one) => one.name === name && one.operation === "Delete");
      expect(deletion.some((event) => event.time >= time)).toBe(detail["action-status"] === "SUCCESS");
    }
    expect(expirations.filter(({ detail }) => detail["action-status"] === "FAILURE")).toHaveLength(1);
  });

  it("get another date from some of their owners, and a new value alone from others", () => {
    const policies = called("PutParameter").map(({ detail }) => "policies" in Object(detail.requestParameters));
    expect(new Set(policies)).toEqual(new Set([true, false]));
  });
});

describe("secrets", () => {
  const secretOf = ({ detail }: SimulatedEvent) => JSON.stringify(detail.additionalEventData);

  it("fail to rotate and recover, in all cases but one", () => {
    const failing = grouped(called("RotationFailed"), secretOf);
    const recovered = failing.filter(([first]) =>
      called("RotationSucceeded").some(
        (event) => first && secretOf(event) === secretOf(first) && event.time > first.time,
      ),
    );
    expect(failing.length - recovered.length).toBe(1);
    expect(recovered.length).toBeGreaterThan(0);
  });

  it("start each rotation before they end it", () => {
    const ends = [...called("RotationFailed"), ...called("RotationSucceeded")];
    expect(called("RotationStarted")).toHaveLength(ends.length);
  });

  const forced = (isForced: boolean) =>
    called("DeleteSecret").filter(
      ({ detail }) =>
        detail.errorCode === undefined && "forceDeleteWithoutRecovery" in Object(detail.requestParameters) === isForced,
    );

  it("are deleted by force twice, once by the service that owns the secret, and otherwise were not there", () => {
    const gone = called("EndSecretVersionDelete").map(secretOf);
    const deletions = forced(true).map(({ detail }) => JSON.stringify(detail.responseElements));
    const real = deletions.filter((answer) => gone.some((secret) => answer.includes(JSON.parse(secret).ARN)));
    expect(gone).toHaveLength(2);
    expect(real).toHaveLength(2);
    expect(real.filter((answer) => answer.includes("rds!"))).toHaveLength(1);
    expect(deletions.length).toBeGreaterThan(real.length);
  });

  it("are scheduled for deletion in one case, and restored", () => {
    const [deleted, ...others] = forced(false);
    const [restored] = called("RestoreSecret");
    expect(others).toEqual([]);
    expect((deleted?.time ?? "") < (restored?.time ?? "")).toBe(true);
  });

  it("raise nothing when a call failed", () => {
    const failed = happened.filter(({ detail }) => detail.errorCode !== undefined);
    expect(failed.map(({ detail }) => detail.eventName)).toEqual(
      expect.arrayContaining(["DeleteSecret", "DeleteCertificate"]),
    );
    for (const event of failed) expect(outcomes(event)).not.toContain("observed");
  });
});

describe("GuardDuty's findings", () => {
  const findings = grouped(of("GuardDuty Finding"), ({ detail }) => detail.id);
  const administrator = of("GuardDuty Finding").find(({ account, detail }) => account !== detail.accountId)?.account;

  it("reach the member and the administrator, under different event ids", () => {
    for (const finding of findings) {
      const origin = finding[0]?.detail.accountId;
      const receivers = new Set(finding.map(({ account }) => account));
      expect(receivers).toEqual(new Set(origin === administrator ? [origin] : [origin, administrator]));
    }
    expect(findings.length).toBeGreaterThan(10);
  });

  it("are updated with counts that rise, and get more severe in one case", () => {
    const severityChanges = findings.filter(
      (finding) => new Set(finding.map(({ detail }) => detail.severity)).size > 1,
    );
    expect(severityChanges).toHaveLength(1);
    const updated = findings.filter((finding) => new Set(finding.map(({ detail }) => detail.updatedAt)).size > 1);
    expect(updated.length).toBeGreaterThanOrEqual(4);
    for (const finding of updated) {
      const byUpdate = new Map(finding.map(({ detail }) => [String(detail.updatedAt), countOf(detail)]));
      const counts = [...byUpdate].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
      expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b));
    }
  });

  it("hold one attack sequence, critical, and one sample", () => {
    const sequences = findings.filter(([first]) => String(first?.detail.type).startsWith("AttackSequence:"));
    expect(sequences).toHaveLength(1);
    expect(sequences[0]?.[0]?.detail.severity).toBeGreaterThanOrEqual(9);
    const samples = findings.filter(([first]) => String(first?.detail.title).startsWith("[SAMPLE]"));
    expect(samples).toHaveLength(1);
    expect(JSON.stringify(samples[0]?.[0]?.detail.service)).toContain('"sample":true');
  });

  function countOf({ service }: JsonObject): number {
    return Number(/"count":(\d+)/.exec(JSON.stringify(service))?.[1]);
  }
});

describe("Inspector's findings", () => {
  const all = of("Inspector2 Finding");
  const opened = [
    ...new Map(all.filter(({ detail }) => detail.status === "ACTIVE").map((event) => [event.detail.findingArn, event])),
  ];

  it("burst: some 150 within two minutes", () => {
    const times = [...new Set(all.map(({ detail }) => detail.findingArn))].map((arn) =>
      epochOf(instant(all.find(({ detail }) => detail.findingArn === arn)?.time ?? "")),
    );
    const most = Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + 121_000).length));
    expect(most).toBeGreaterThanOrEqual(140);
    expect(most).toBeLessThanOrEqual(170);
  });

  it("are closed in about half of the cases", () => {
    const closed = new Set(
      all.filter(({ detail }) => detail.status === "CLOSED").map(({ detail }) => detail.findingArn),
    );
    expect(closed.size / opened.length).toBeGreaterThan(0.4);
    expect(closed.size / opened.length).toBeLessThan(0.7);
  });

  it("storm: most of a burst is one vulnerability, and some are a grave one", () => {
    const byCve = grouped(
      opened.map(([, event]) => event),
      ({ detail }) => detail.title,
    );
    const sizes = byCve.map(({ length }) => length).sort((a, b) => b - a);
    expect(sizes[0]).toBeGreaterThan(70);
    const grave = byCve.filter(
      ([first]) => first?.detail.severity === "CRITICAL" && first.detail.exploitAvailable === "YES",
    );
    expect(Math.max(...grave.map(({ length }) => length))).toBeGreaterThanOrEqual(5);
  });

  it("flap in one case: the same finding is closed, and there again, several times within hours", () => {
    const flapping = grouped(all, ({ detail }) => detail.findingArn).filter(
      (events) => events.filter(({ detail }) => detail.status === "CLOSED").length > 2,
    );
    expect(flapping).toHaveLength(1);
    expect(flapping[0]?.at(-1)?.detail.status).toBe("CLOSED");
  });

  test.each([47, 1, 2])("say the same of one CVE wherever they find it, with seed %i", (seed) => {
    const events = simulate({ ...defaultSimulation, seed, accounts: 60, days: 21 }).filter(({ detail }) =>
      Object.hasOwn(detail, "packageVulnerabilityDetails"),
    );
    const known = ({ detail: { severity, exploitAvailable, fixAvailable, epss, title } }: SimulatedEvent) =>
      JSON.stringify([severity, exploitAvailable, fixAvailable, epss, title]);
    const cveOf = ({ detail }: SimulatedEvent) => String(detail.title).split(" ")[0];
    const byCve = Map.groupBy(events, cveOf);
    expect(byCve.size).toBeGreaterThan(50);
    for (const [cve, events] of byCve) expect([...new Set(events.map(known))], cve).toHaveLength(1);
  });

  test.each([
    ["severity", 4],
    ["type", 3],
    ["status", 3],
  ])("are of mixed %s", (field, kinds) => {
    expect(new Set(all.map(({ detail }) => detail[field])).size).toBeGreaterThanOrEqual(kinds);
  });

  it("write dates as Inspector does", () => {
    for (const { detail } of all) expect(detail.updatedAt).toMatch(/^\w{3} Nov \d\d \d\d:\d\d:\d\d\.\d{3} UTC 2026$/);
  });
});

describe("Macie's findings", () => {
  it("are of policies and of sensitive data, of which only kinds and counts are told", () => {
    const categories = of("Macie Finding").map(({ detail }) => detail.category);
    expect(new Set(categories)).toEqual(new Set(["POLICY", "CLASSIFICATION"]));
    for (const { detail } of of("Macie Finding", ({ category }) => category === "CLASSIFICATION"))
      expect(JSON.stringify(detail)).toContain('"occurrences":null');
  });
});

describe("calls", () => {
  const callers = of("AWS API Call via CloudTrail").flatMap((event) => {
    const [observation] = rules
      .filter(({ matches }) => matches(event))
      .flatMap(({ source }) => {
        const reading = source.read(parsed(event), "unknown");
        return reading.outcome === "observed" ? reading.observations : [];
      });
    return observation?.statement.actor ?? [];
  });

  test.each([
    [
      "a person in a role",
      ({ kind, session, isForeign }: Actor) => kind === "role" && session !== undefined && !isForeign,
    ],
    ["the root user", ({ kind }: Actor) => kind === "root"],
    [
      "a service in its own role, as routine",
      ({ name, routine }: Actor) => name.startsWith("AWSServiceRole") && routine !== undefined,
    ],
  ])("are made by %s", (_who, matches) => {
    expect(callers.filter(matches)).not.toEqual([]);
  });
});

describe("healthy traffic", () => {
  it("holds events that no source wants", () => {
    const unwanted = happened.filter((event) => outcomes(event).length === 0);
    expect(unwanted.length).toBeGreaterThan(20);
  });
});
