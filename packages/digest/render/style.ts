/**
 * The page's style sheet. It is a constant, so that the page's security policy can name it by its hash; a bar's length is
 * one of twenty classes for the same reason, as the policy refuses style attributes.
 */

/** The class of a bar for `part` of `whole`; what is not nothing stays visible. */
export function barClass(part: number, whole: number): string {
  if (part === 0 || whole === 0) return "w0";
  return `w${Math.max(1, Math.round((part / whole) * BAR_STEPS))}`;
}

const BAR_STEPS = 20;

const bars = Array.from({ length: BAR_STEPS + 1 }, (_, step) => `.w${step}{inline-size:${(step / BAR_STEPS) * 100}%}`);

export const style = `
:root{color-scheme:light dark;--page:#fff;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--tile:#f6f8fa;
--critical:#9b1c1c;--high:#b45309;--medium:#8a6d00;--low:#1f5fae;--informational:#5b6470}
@media (prefers-color-scheme:dark){:root{--page:#14171b;--text:#e6e9ec;--soft:#9aa4af;--line:#3a424b;--tile:#1d2228;
--critical:#ff8f8f;--high:#ffb366;--medium:#e5c84b;--low:#82b6ff;--informational:#a9b3bd}}
*{box-sizing:border-box}
body{margin:0 auto;max-inline-size:60rem;padding:1rem;background:var(--page);color:var(--text);
font:1rem/1.45 system-ui,sans-serif}
h1,.list tbody th{overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.2;margin:0}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.4rem 0}
.soft,caption,footer,.where{color:var(--soft);font-size:.85rem}
.verdict{font-size:1.15rem;font-weight:600;margin-block-start:1rem}
.warning{border-inline-start:.25rem solid var(--high);padding-inline-start:.6rem}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(6.5rem,1fr));gap:.5rem;margin:1rem 0}
dl div{background:var(--tile);border:1px solid var(--line);border-radius:.4rem;padding:.4rem .6rem}
dt{font-size:.8rem;color:var(--soft)}
dd{margin:0;font-size:1.4rem;font-variant-numeric:tabular-nums}
dd small{font-size:.8rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;inline-size:100%}
caption{text-align:start;padding-block-end:.3rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .5rem .35rem 0;border-block-end:1px solid var(--line);font-weight:400}
thead th{font-size:.8rem;color:var(--soft);vertical-align:bottom}
.number{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}
.name{white-space:nowrap}
.total th,.total td{font-weight:600}
.severity{font-size:.75rem;font-weight:700;white-space:nowrap}
.severity::before{content:"";display:inline-block;inline-size:.6em;block-size:.6em;margin-inline-end:.35em;background:currentColor}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}
.informational{color:var(--informational)}
.bar{inline-size:40%;vertical-align:middle}
.bar span{display:block;block-size:.7rem;background:currentColor;border-radius:.15rem;print-color-adjust:exact}
.where{display:block}
.id{font-family:ui-monospace,monospace}
time{white-space:nowrap}
footer{margin-block-start:2rem;border-block-start:1px solid var(--line);padding-block-start:.6rem}
@media (max-width:30rem){body{padding:.7rem}.list time{white-space:normal}.list .severity{font-size:.65rem}}
@media print{:root{color-scheme:light;--page:#fff;--text:#000;--soft:#444;--line:#bbb;--tile:#fff;
--critical:#9b1c1c;--high:#b45309;--medium:#8a6d00;--low:#1f5fae;--informational:#5b6470}
body{max-inline-size:none;padding:0;font-size:10pt}.scroll{overflow:visible}tr{break-inside:avoid}h2{break-after:avoid}
thead{display:table-header-group}}
${bars.join("\n")}
`;
