/** Invented events in the form in which EventBridge delivers them. */
function drillEvent(id: string, state: string, time: string, at: string, rings: boolean) {
  return {
    version: "0",
    id,
    "detail-type": "Tocsin Drill",
    source: "tocsin.drill",
    account: "111122223333",
    time,
    region: "eu-central-1",
    resources: [],
    detail: {
      drill: "6f1d3c1e-2b64-4a4e-9d55-0d9b1f6f2c11",
      state,
      at,
      destination: "soc",
      rings,
      startedBy: "assumed-role/Responder/ines",
    },
  };
}

export const samples = {
  begun: drillEvent("b1", "begun", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00.125Z", false),
  ended: drillEvent("b2", "ended", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00.750Z", false),
  ringing: drillEvent("b3", "begun", "2026-11-20T12:00:00Z", "2026-11-20T12:00:00.125Z", true),
};
