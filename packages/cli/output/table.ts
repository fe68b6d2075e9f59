/** Rows in aligned columns, no wider than the terminal. */
import { wrap } from "@tocsin/core/text/wrap";
import { isStyled, type Style, styled, type Terminal, widthOf } from "./terminal.ts";

export interface Column<R> {
  readonly heading: string;
  readonly of: (row: R) => string;
  readonly style?: (row: R) => Style;
  /** Where the terminal is too narrow, the column with the lowest number is the first to move beneath the row. */
  readonly yields?: number;
}

const GAP = "  ";
const INDENT = "  ";

/**
 * A line per row, below a line of headings. Where a row is wider than the terminal, the columns that yield are on further lines
 * beneath it, wrapped between words. Nothing is cut; only a word that is longer than the terminal is wide exceeds it.
 */
export function table<R>(
  rows: readonly R[],
  columns: readonly Column<R>[],
  { stdout, environment }: Pick<Terminal, "stdout" | "environment">,
): string {
  const width = widthOf(stdout);
  const isOn = isStyled(stdout, environment);
  const beneath = yielding(rows, columns, width);
  const beside = columns.filter((column) => !beneath.has(column));
  const widths = beside.map((column) => widthOfColumn(rows, column));
  const lines = (textOf: (column: Column<R>) => string, styleOf: (column: Column<R>) => Style | undefined) => [
    beside
      .map((column, i) => {
        const padded = i === beside.length - 1 ? textOf(column) : textOf(column).padEnd(widths[i] ?? 0);
        const style = styleOf(column);
        return style === undefined ? padded : styled(style, padded, isOn);
      })
      .join(GAP)
      .trimEnd(),
    ...wrap([...beneath].map(textOf).join(" · "), width - INDENT.length).map((line) => `${INDENT}${line}`),
  ];
  const head = lines(
    ({ heading }) => heading,
    () => "dim",
  );
  const body = rows.flatMap((row) =>
    lines(
      ({ of }) => of(row),
      ({ style }) => style?.(row),
    ),
  );
  return `${[...head, ...body].join("\n")}\n`;
}

/** As few columns as make the rest fit, in the order of the table. */
function yielding<R>(rows: readonly R[], columns: readonly Column<R>[], width: number): ReadonlySet<Column<R>> {
  const willing = columns
    .filter((column) => column.yields !== undefined)
    .sort((a, b) => (a.yields ?? 0) - (b.yields ?? 0));
  const widths = new Map(columns.map((column) => [column, widthOfColumn(rows, column)]));
  const isTooWide = () =>
    [...widths.values()].reduce((sum, one) => sum + one, 0) + GAP.length * (widths.size - 1) > width;
  for (const column of willing) if (isTooWide()) widths.delete(column);
  return new Set(columns.filter((column) => !widths.has(column)));
}

function widthOfColumn<R>(rows: readonly R[], { heading, of }: Column<R>): number {
  return rows.reduce((widest, row) => Math.max(widest, of(row).length), heading.length);
}
