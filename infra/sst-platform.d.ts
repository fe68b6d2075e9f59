/** What SST's platform imports for its own use and does not bring types of. */
declare module "archiver";
declare module "bun" {
  export type Shell = unknown;
}
