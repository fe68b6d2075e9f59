/** The parts of a dashboard. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
import { region } from "../place.ts";

type Dimensions = Readonly<Record<string, $util.Input<string>>>;

/** One line of a graph: a metric with exactly these dimensions, or all metrics of a search, each as a line of its own. */
export type Line =
  | {
      readonly namespace: string;
      readonly metric: string;
      readonly dimensions: Dimensions;
      readonly label: $util.Input<string>;
    }
  | { readonly search: string; readonly label: string };

export interface Graph {
  readonly title: string;
  readonly stat: "Sum" | "Maximum" | "p99";
  readonly lines: readonly Line[];
  readonly periodSeconds?: number;
  /** Where the alarm rings. */
  readonly limit?: number;
}

/** A row of the dashboard, in its full width. */
export interface Row {
  readonly heading: string;
  readonly graphs: readonly Graph[];
}

const WIDTH = 24;
const GRAPH_HEIGHT = 6;
const PERIOD_SECONDS = 300;

/** One row below the other, each with its heading. */
export function drawRows(rows: readonly Row[], top: number): readonly object[] {
  return rows.flatMap(({ heading, graphs }, i) => {
    const y = top + i * (GRAPH_HEIGHT + 1);
    const width = Math.floor(WIDTH / graphs.length);
    return [
      { type: "text", x: 0, y, width: WIDTH, height: 1, properties: { markdown: `**${heading}**` } },
      ...graphs.map((graph, n) => ({
        type: "metric",
        x: n * width,
        y: y + 1,
        width,
        height: GRAPH_HEIGHT,
        properties: draw(graph),
      })),
    ];
  });
}

function draw({ title, stat, lines, periodSeconds = PERIOD_SECONDS, limit }: Graph): object {
  return {
    title,
    stat,
    period: periodSeconds,
    region,
    view: "timeSeries",
    metrics: lines.map((line, i) => metricOf(line, stat, periodSeconds, `e${i}`)),
    ...(limit !== undefined && { annotations: { horizontal: [{ label: "rings", value: limit }] } }),
  };
}

function metricOf(line: Line, stat: string, periodSeconds: number, id: string): readonly unknown[] {
  const { label } = line;
  if ("search" in line) return [{ id, label, expression: `SEARCH('${line.search}', '${stat}', ${periodSeconds})` }];
  return [line.namespace, line.metric, ...Object.entries(line.dimensions).flat(), { label }];
}
