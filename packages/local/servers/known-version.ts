/** A guard for code that relies on private parts of a package, which any release may change without notice. */

export interface Reliance {
  /** The package. */
  readonly name: string;
  readonly installed: string;
  /** The version whose private parts were read. */
  readonly known: string;
  readonly reliedOn: string;
  /** The file of this project that relies on them. */
  readonly where: string;
}

/** @throws Error when another version is installed, saying which one and what to do. */
export function requireKnownVersion({ name, installed, known, reliedOn, where }: Reliance): void {
  if (installed === known) return;
  throw new Error(
    `${name} ${installed} is installed, but Tocsin relies on ${reliedOn} as they are in ${known}. ` +
      `Install ${known}, with npm ci for instance, or compare these parts and name ${installed} in ${where}.`,
  );
}
