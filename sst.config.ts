/// <reference path="./.sst/platform/config.d.ts" />
/** Names the app; what is deployed is in `infra/`. SST wants imports inside these functions and nowhere else. */
export default $config({
  async app({ stage }) {
    const { readConfig, rulesOf } = await import("./infra/config.ts");
    const config = readConfig();
    const production = stage === "prod";
    return {
      name: "tocsin",
      home: "aws",
      removal: production ? "retain" : "remove",
      protect: production,
      providers: {
        aws: {
          version: "7.20.0",
          region: config.homeRegion as aws.Region,
          defaultTags: { tags: { app: "tocsin", stage: stage ?? "", ...rulesOf(config).tags } },
        },
      },
    };
  },
  async run() {
    const { outputs } = await import("./infra/index.ts");
    return outputs;
  },
});
