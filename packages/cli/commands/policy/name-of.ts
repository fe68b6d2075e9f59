/** What a version of the policy is called; 0 is what holds before the first. */
export function nameOf(version: number): string {
  return version === 0 ? "the default policy" : `version ${version}`;
}
