/** A screenshot as a PNG with a palette, a third as large: what is drawn has few colours, and many only where a letter has its edge. */
import { decode, encode } from "fast-png";

type Color = readonly [red: number, green: number, blue: number];

const COLORS = 48;
/** As a square of a distance: what is nearer to each other nobody tells apart at a letter's edge. */
const NEAR = 300;

export function indexedPng(png: Uint8Array): Uint8Array {
  const { width, height, data, channels } = decode(png);
  const colors = Array.from({ length: width * height }, (_, i) => colorAt(data, i * channels));
  const palette = mostOf(colors);
  const placeOf = placesIn(palette);
  return encode(
    {
      ...{ width, height, channels: 1, depth: 8, data: Uint8Array.from(colors, placeOf) },
      palette: palette.map((color) => [...partsOf(color)]),
    },
    { zlib: { level: 9 } },
  );
}

/** As one number, `0xrrggbb`. */
function colorAt(data: ArrayLike<number>, at: number): number {
  return ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
}

function partsOf(color: number): Color {
  return [color >> 16, (color >> 8) & 0xff, color & 0xff];
}

/** Of those that can be told apart the most frequent. */
function mostOf(colors: readonly number[]): readonly number[] {
  const times = new Map<number, number>();
  for (const color of colors) times.set(color, (times.get(color) ?? 0) + 1);
  const chosen: number[] = [];
  for (const [color] of [...times].sort(([, a], [, b]) => b - a)) {
    if (chosen.length === COLORS) break;
    if (chosen.every((other) => distance(partsOf(other), partsOf(color)) > NEAR)) chosen.push(color);
  }
  return chosen;
}

/** Where in the palette a colour is, or the one that is nearest to it. */
function placesIn(palette: readonly number[]): (color: number) => number {
  const known = new Map(palette.map((color, i) => [color, i]));
  return (color) => {
    const place = known.get(color) ?? nearestIn(palette, color);
    known.set(color, place);
    return place;
  };
}

function nearestIn(palette: readonly number[], color: number): number {
  const distances = palette.map((other) => distance(partsOf(other), partsOf(color)));
  return distances.indexOf(Math.min(...distances));
}

function distance(a: Color, b: Color): number {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;
}
