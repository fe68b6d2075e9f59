/** So many in any stretch of so long, as a provider counts them: what is refused is not counted. */
export interface Rate {
  /** Takes one at this instant, in milliseconds, or gives how many seconds it has to wait. */
  pauseAt(now: number): number | undefined;
}

export function rateOf(most: number, withinMilliseconds: number): Rate {
  const taken: number[] = [];
  return {
    pauseAt(now) {
      const before = taken.at(-most);
      const freeAt = before === undefined ? now : before + withinMilliseconds;
      if (freeAt > now) return Math.ceil((freeAt - now) / 1000);
      taken.push(now);
      return undefined;
    },
  };
}
