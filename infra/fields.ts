/** Fields of the configuration that several of its sections have. */
import * as v from "valibot";

/** Where regions are: of the partitions that partitionOf knows, and no others. https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const AREA = /(?:af|ap|ca|cn|eu|il|me|mx|sa|us)|us-(?:gov|iso|isob|isof)|eu-isoe|eusc-[a-z]{2}/;
const DIRECTION = /(?:north|south)(?:east|west)?|east|west|central/;

export const regionField = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${AREA.source})-(?:${DIRECTION.source})-[1-9]\\d?$`),
    "expected a region such as eu-central-1",
  ),
);
